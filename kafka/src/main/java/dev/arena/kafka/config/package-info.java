/**
 * The keys that every service on Kafka has, and the settings of clients that follow from them.
 * Start at {@link dev.arena.kafka.config.KafkaKeys}.
 */
@NullMarked
package dev.arena.kafka.config;

import org.jspecify.annotations.NullMarked;
