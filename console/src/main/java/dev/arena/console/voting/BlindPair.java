package dev.arena.console.voting;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pair as a voter sees it: without id and models, and with A or B on the left.
 *
 * @param token what a vote on it must contain; only the console can read it
 * @param turns in order of the conversation
 * @param expiresAt when the token is no longer accepted
 */
public record BlindPair(String token, List<ShownTurn> turns, Instant expiresAt) {
  public BlindPair {
    turns = List.copyOf(turns);
  }

  /**
   * A turn.
   *
   * @param prompt null if there is none
   * @param left the answer that is shown on the left; null if there is none
   * @param right the answer that is shown on the right; null if there is none
   */
  public record ShownTurn(@Nullable String prompt, @Nullable String left, @Nullable String right) {}
}
