/**
 * Prints preferences as they arrive. Start at {@link dev.arena.streamer.tail.TailCommand}; how a
 * preference looks is decided in {@code PreferenceFormat}.
 */
@NullMarked
package dev.arena.streamer.tail;

import org.jspecify.annotations.NullMarked;
