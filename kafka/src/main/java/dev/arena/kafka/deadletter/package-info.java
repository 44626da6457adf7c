/**
 * Dead letters: records that cannot be read or processed, written with their original bytes to the
 * dead-letter topic. Any other failure stops the service. Start at {@link
 * dev.arena.kafka.deadletter.DeadLetterException}.
 */
@NullMarked
package dev.arena.kafka.deadletter;

import org.jspecify.annotations.NullMarked;
