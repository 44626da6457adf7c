/**
 * Readers of conversation pairs in CSV files in the format of Kaggle's "LMSYS - Chatbot Arena"
 * competition, and a reader and a writer of its submission files. Start at {@link PairCsvReader};
 * {@link PairRow} describes a row, and {@link dev.arena.schemas.turns.TurnList} a cell.
 */
@NullMarked
package dev.arena.schemas.csv;

import org.jspecify.annotations.NullMarked;
