/**
 * Updates parameters: clips gradients and takes AdamW steps at a scheduled learning rate. Start at
 * {@link AdamW}.
 */
@NullMarked
package dev.arena.trainer.optimize;

import org.jspecify.annotations.NullMarked;
