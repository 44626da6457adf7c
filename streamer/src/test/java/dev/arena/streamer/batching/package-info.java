/** Tests of what needs no broker; the commit gate is tested in the module lab. */
package dev.arena.streamer.batching;
