/**
 * Scoring in batches inside Kafka Streams without losing, duplicating or reordering records. Start
 * at {@link dev.arena.streamer.batching.BatchingProcessor}.
 *
 * <p>Generic in key, value and result, so it works for any model. Only this package uses Kafka
 * Streams' internal API, mostly in {@code CommitGate} and {@code TaskContext}.
 */
@NullMarked
package dev.arena.streamer.batching;

import org.jspecify.annotations.NullMarked;
