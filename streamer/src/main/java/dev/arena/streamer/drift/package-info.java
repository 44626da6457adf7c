/**
 * Measures how the pairs that are scored now differ from a reference. Start at {@link
 * dev.arena.streamer.drift.DriftWindow}.
 */
@NullMarked
package dev.arena.streamer.drift;

import org.jspecify.annotations.NullMarked;
