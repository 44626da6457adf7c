/**
 * The votes service's keys and topics, and the settings of Kafka Streams and RocksDB that follow
 * from them. Start at {@link dev.arena.votes.config.VotesKeys}.
 */
@NullMarked
package dev.arena.votes.config;

import org.jspecify.annotations.NullMarked;
