/** Tests of how drift is measured. */
package dev.arena.streamer.drift;
