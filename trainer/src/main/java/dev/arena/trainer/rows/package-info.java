/** Reads files of pairs and scores them row by row. Start at {@link PairRows}. */
@NullMarked
package dev.arena.trainer.rows;

import org.jspecify.annotations.NullMarked;
