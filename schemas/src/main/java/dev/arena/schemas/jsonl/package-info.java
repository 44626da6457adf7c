/**
 * Readers of conversation pairs in JSONL: one object per line, as in LMArena's public data sets, or
 * with Kaggle's column names. Start at {@link dev.arena.schemas.jsonl.PairJsonlReader}; {@code
 * PairObject} describes the content of an object.
 */
@NullMarked
package dev.arena.schemas.jsonl;

import org.jspecify.annotations.NullMarked;
