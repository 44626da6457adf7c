/**
 * Checks of the cluster and the registry before a stream starts and while it runs, and creation of
 * missing topics if wanted; each failure is one sentence. Start at {@link
 * dev.arena.kafka.cluster.ClusterCheck}.
 */
@NullMarked
package dev.arena.kafka.cluster;

import org.jspecify.annotations.NullMarked;
