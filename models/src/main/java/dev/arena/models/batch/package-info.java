/**
 * Work put together so that a model runs well: items that wait become micro-batches, sequences
 * become runs. Start at {@link dev.arena.models.batch.MicroBatcher}.
 */
@NullMarked
package dev.arena.models.batch;

import org.jspecify.annotations.NullMarked;
