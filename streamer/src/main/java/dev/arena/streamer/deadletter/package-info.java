/**
 * What becomes a dead letter: a record that no attempt can read or score, written with its original
 * bytes to the dead-letter topic. Everything else that goes wrong stops the scorer. Start at {@link
 * dev.arena.streamer.deadletter.DeadLetterException}.
 */
@NullMarked
package dev.arena.streamer.deadletter;

import org.jspecify.annotations.NullMarked;
