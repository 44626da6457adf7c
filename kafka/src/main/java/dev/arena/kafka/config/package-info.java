/**
 * The keys that all services on Kafka share, and the client settings that follow from them. Start
 * at {@link dev.arena.kafka.config.KafkaKeys}.
 */
@NullMarked
package dev.arena.kafka.config;

import org.jspecify.annotations.NullMarked;
