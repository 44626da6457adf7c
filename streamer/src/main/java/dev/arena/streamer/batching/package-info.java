/**
 * Scoring in batches inside Kafka Streams without losing, doubling or reordering records. Start at
 * {@link dev.arena.streamer.batching.BatchingProcessor}.
 *
 * <p>Generic in key, value and result: nothing here knows what is scored, so it serves any model.
 * Kafka's internal API is used in this package only, by {@code CommitGate} and {@code TaskContext}.
 */
@NullMarked
package dev.arena.streamer.batching;

import org.jspecify.annotations.NullMarked;
