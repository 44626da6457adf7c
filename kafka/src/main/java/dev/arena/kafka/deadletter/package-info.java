/**
 * What becomes a dead letter: a record that no attempt can read or process, written with its
 * original bytes to the dead-letter topic. Everything else that goes wrong stops the service. Start
 * at {@link dev.arena.kafka.deadletter.DeadLetterException}.
 */
@NullMarked
package dev.arena.kafka.deadletter;

import org.jspecify.annotations.NullMarked;
