/**
 * What is checked, and created if wanted, on the cluster and the registry before a stream starts,
 * and checked again while it runs; each failure is one sentence. Start at {@link
 * dev.arena.kafka.cluster.ClusterCheck}.
 */
@NullMarked
package dev.arena.kafka.cluster;

import org.jspecify.annotations.NullMarked;
