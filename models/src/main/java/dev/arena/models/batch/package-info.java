/**
 * Batching for efficient inference: waiting items become micro-batches, sequences become runs.
 * Start at {@link dev.arena.models.batch.MicroBatcher}.
 */
@NullMarked
package dev.arena.models.batch;

import org.jspecify.annotations.NullMarked;
