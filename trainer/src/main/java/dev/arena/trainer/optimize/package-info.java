/**
 * How parameters change: gradients are clipped and AdamW takes a step at a scheduled rate. Start at
 * {@link AdamW}.
 */
@NullMarked
package dev.arena.trainer.optimize;

import org.jspecify.annotations.NullMarked;
