/** Tests of the scorer against a real broker and a real registry. */
package dev.arena.streamer.broker;
