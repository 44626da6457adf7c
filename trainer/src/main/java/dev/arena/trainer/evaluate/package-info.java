/**
 * Evaluates predictions: log loss with its interval, paired comparisons, baselines. Start at {@link
 * RowLosses}.
 */
@NullMarked
package dev.arena.trainer.evaluate;

import org.jspecify.annotations.NullMarked;
