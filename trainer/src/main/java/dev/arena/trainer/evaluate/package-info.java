/**
 * How good predictions are: log loss with its interval, comparison row by row, baselines. Start at
 * {@link RowLosses}.
 */
@NullMarked
package dev.arena.trainer.evaluate;

import org.jspecify.annotations.NullMarked;
