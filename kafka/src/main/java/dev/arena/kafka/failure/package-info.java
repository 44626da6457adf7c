/**
 * Descriptions of failures of the Kafka brokers, the schema registry and TLS, for users. Start at
 * {@link dev.arena.kafka.failure.BrokerErrors}.
 */
@NullMarked
package dev.arena.kafka.failure;

import org.jspecify.annotations.NullMarked;
