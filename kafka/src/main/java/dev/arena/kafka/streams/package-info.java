/**
 * Kafka Streams, kept running while what is around it fails: what its threads do, what ended it,
 * and whether it continues. Start at {@link dev.arena.kafka.streams.StreamsSupervisor}.
 */
@NullMarked
package dev.arena.kafka.streams;

import org.jspecify.annotations.NullMarked;
