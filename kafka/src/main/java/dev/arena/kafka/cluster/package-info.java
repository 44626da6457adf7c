/**
 * Checks the cluster and the registry before a stream starts and while it runs, and creates missing
 * topics on request; each failure has a message for the user. Start at {@link
 * dev.arena.kafka.cluster.ClusterCheck}.
 */
@NullMarked
package dev.arena.kafka.cluster;

import org.jspecify.annotations.NullMarked;
