/**
 * What a Kafka Streams service does before, beside and after its topology: preconditions, the check
 * of a start, health checks, and closing. Start at {@link
 * dev.arena.kafka.service.ClusterPreconditions}.
 */
@NullMarked
package dev.arena.kafka.service;

import org.jspecify.annotations.NullMarked;
