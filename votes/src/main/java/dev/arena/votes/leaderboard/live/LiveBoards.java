package dev.arena.votes.leaderboard.live;

import dev.arena.schemas.Leaderboard;
import dev.arena.statistics.rating.IndeterminateRatingException;
import dev.arena.statistics.rating.RatingBoard;
import dev.arena.statistics.rating.RatingOptions;
import dev.arena.votes.leaderboard.BoardMethod;
import dev.arena.votes.leaderboard.BoardRecord;
import dev.arena.votes.leaderboard.live.LiveVotes.Selected;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Computes boards from the current battles. For one thread.
 *
 * @param options of all boards, their methods aside
 */
record LiveBoards(LiveVotes votes, RatingOptions options) {
  /**
   * The record of a board; empty if it has no votes, as with style control if no style is known.
   * Equal votes give equal records, the time aside.
   */
  Optional<Leaderboard> compute(BoardKey key, Instant now) {
    Selected selected = votes.select(key.part(), key.method().styled());
    if (selected.battles().votes() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        figures(selected, key.method().options(options))
            .setKinds(key.part().kind())
            .setSlice(key.part().slice())
            .setComputedAt(now)
            .setVotesThrough(Instant.ofEpochMilli(selected.latest()))
            .setLevel(options.level())
            .setLeftWins(selected.position().leftWins())
            .setDecisive(selected.position().decisive())
            .setUnstyledVotes(selected.unstyled())
            .setOtherVotes(selected.others())
            .build());
  }

  private static Leaderboard.Builder figures(Selected selected, RatingOptions options) {
    try {
      return BoardRecord.builder(RatingBoard.compute(selected.battles(), options));
    } catch (IndeterminateRatingException reason) {
      RatingBoard board =
          RatingBoard.compute(selected.battles(), BoardMethod.BRADLEY_TERRY.options(options));
      return BoardRecord.builder(
          options.name(), board.totals(), Objects.requireNonNull(reason.getMessage()));
    }
  }
}
