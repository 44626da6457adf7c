/**
 * Keeps Kafka Streams running through failures around it: watches its threads, explains failures,
 * and decides on restarts. Start at {@link dev.arena.kafka.streams.StreamsSupervisor}.
 */
@NullMarked
package dev.arena.kafka.streams;

import org.jspecify.annotations.NullMarked;
