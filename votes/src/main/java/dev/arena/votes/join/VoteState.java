package dev.arena.votes.join;

import org.jspecify.annotations.Nullable;

/**
 * The current vote of a voter on a pair, withdrawn or not.
 *
 * @param content what the vote's record says
 * @param inherited the models of the voter's earlier vote, if nothing else names them; else null
 * @param anonymous whether the vote names no voter
 * @param revision how many votes of this voter it replaced
 * @param deadline stream time in milliseconds after which preferences no longer change the battle
 * @param waiting whether the vote's pair is unknown, so that nothing has been written yet
 */
record VoteState(
    VoteContent content,
    @Nullable Models inherited,
    boolean anonymous,
    int revision,
    long deadline,
    boolean waiting) {
  /** The names of the chatbots that a vote compares. */
  record Models(@Nullable String a, @Nullable String b) {}

  /** Whether the topic of battles has a battle of this vote. */
  boolean isPublished() {
    return !waiting && !content.isWithdrawal();
  }

  /** Whether the battle of this vote was removed. */
  boolean isWithdrawn() {
    return !waiting && content.isWithdrawal();
  }

  /** The models that the vote names, or else the inherited ones. */
  Models models() {
    if (inherited == null) {
      return new Models(content.modelA(), content.modelB());
    }
    return new Models(
        content.modelA() == null ? inherited.a : content.modelA(),
        content.modelB() == null ? inherited.b : content.modelB());
  }

  VoteState at(Position elsewhere) {
    return new VoteState(content.at(elsewhere), inherited, anonymous, revision, deadline, waiting);
  }

  VoteState settled() {
    return new VoteState(content, inherited, anonymous, revision, deadline, false);
  }
}
