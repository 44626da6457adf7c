/**
 * Conversation pairs read from JSONL: one object a line, as LMArena's public sets have them, or
 * with Kaggle's columns as names. Start at {@link dev.arena.schemas.jsonl.PairJsonlReader}; what an
 * object may hold is described at {@code PairObject}.
 */
@NullMarked
package dev.arena.schemas.jsonl;

import org.jspecify.annotations.NullMarked;
