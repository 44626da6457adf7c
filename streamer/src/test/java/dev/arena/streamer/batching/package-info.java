/** Tests of what needs no broker; the commit gate is tested in the module local. */
package dev.arena.streamer.batching;
