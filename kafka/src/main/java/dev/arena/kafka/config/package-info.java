/**
 * The keys that all services on Kafka share, the client settings that follow from them, and how a
 * service describes itself to shared code. Start at {@link dev.arena.kafka.config.KafkaKeys}.
 */
@NullMarked
package dev.arena.kafka.config;

import org.jspecify.annotations.NullMarked;
