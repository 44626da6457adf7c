/** Tests of the commit gate against a real broker. */
package dev.arena.streamer.batching;
