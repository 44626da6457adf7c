/**
 * Connects commands that only read or write topics to a cluster and its schema registry. Start at
 * {@link dev.arena.kafka.client.Connection}.
 */
@NullMarked
package dev.arena.kafka.client;

import org.jspecify.annotations.NullMarked;
