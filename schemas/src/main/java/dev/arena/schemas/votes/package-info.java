/**
 * Input files of votes, read without the texts of the pairs: Kaggle's and plain CSV, LMArena's
 * JSONL.
 */
@NullMarked
package dev.arena.schemas.votes;

import org.jspecify.annotations.NullMarked;
