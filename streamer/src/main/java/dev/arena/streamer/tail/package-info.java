/**
 * Prints preferences as they arrive. Start at {@link dev.arena.streamer.tail.TailCommand}; {@code
 * PreferenceFormat} formats a preference.
 */
@NullMarked
package dev.arena.streamer.tail;

import org.jspecify.annotations.NullMarked;
