/**
 * Descriptions of failures of the Kafka brokers, the schema registry and TLS, for users. Start at
 * {@link dev.arena.streamer.failure.BrokerErrors}.
 */
@NullMarked
package dev.arena.streamer.failure;

import org.jspecify.annotations.NullMarked;
