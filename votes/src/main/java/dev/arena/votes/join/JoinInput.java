package dev.arena.votes.join;

/**
 * A record of the internal topic in which the preferences for a pair and the votes on it are in one
 * partition. The record's key is the pair's id.
 */
sealed interface JoinInput permits VoteInput, PreferenceInput {
  /** The partition from which the original record was read. */
  int partition();
}
