/**
 * Conversation pairs read from CSV files as Kaggle's "LMSYS - Chatbot Arena" competition has them,
 * and its submission files written. Start at {@link PairCsvReader}; what a row may hold is
 * described at {@link PairRow}, what a cell may hold at {@link TurnList}.
 */
@NullMarked
package dev.arena.schemas.csv;

import org.jspecify.annotations.NullMarked;
