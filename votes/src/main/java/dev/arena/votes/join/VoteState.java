package dev.arena.votes.join;

/**
 * The current vote of a voter on a pair, withdrawn or not.
 *
 * @param anonymous whether the vote names no voter
 * @param revision how many votes of this voter it replaced
 * @param deadline stream time in milliseconds after which preferences no longer change the battle
 * @param waiting whether the vote's pair is unknown, so that nothing has been written yet
 */
record VoteState(
    VoteContent content, boolean anonymous, int revision, long deadline, boolean waiting) {
  /** Whether the topic of battles has a battle of this vote. */
  boolean isPublished() {
    return !waiting && !content.isWithdrawal();
  }

  VoteState at(Position elsewhere) {
    return new VoteState(content.at(elsewhere), anonymous, revision, deadline, waiting);
  }

  VoteState settled() {
    return new VoteState(content, anonymous, revision, deadline, false);
  }
}
