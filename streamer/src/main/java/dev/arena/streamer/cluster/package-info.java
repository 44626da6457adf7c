/**
 * What is checked, and where wanted created, on the cluster and the registry before a stream
 * starts, and asked again while it runs; each failure is one sentence. Start at {@link
 * dev.arena.streamer.cluster.ClusterCheck}.
 */
@NullMarked
package dev.arena.streamer.cluster;

import org.jspecify.annotations.NullMarked;
