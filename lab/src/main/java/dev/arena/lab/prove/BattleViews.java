package dev.arena.lab.prove;

import dev.arena.schemas.Battle;
import dev.arena.schemas.Leaderboard;
import dev.arena.votes.evaluation.OfflineEvaluation;
import dev.arena.votes.leaderboard.live.OfflineLeaderboard;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The evaluation and the leaderboards of the battles that were written, wrong or not, as the votes
 * service's own code computes them at once. For use by one thread.
 */
final class BattleViews {
  private final VoteOutputs outputs;
  private final String champion;
  private final InstantSource clock;
  private final LongSupplier nanoClock;

  /** Those of the battles of so many records. */
  private Map<String, Leaderboard> boards = Map.of();

  private long boardsOf;

  /** How many times as long as here a board may take in a service that shares the processors. */
  private static final int SLOWER = 3;

  private Duration computing = Duration.ZERO;

  /**
   * Creates the views.
   *
   * @param champion the champion's topic of preferences
   */
  BattleViews(VoteOutputs outputs, String champion, InstantSource clock, LongSupplier nanoClock) {
    this.outputs = outputs;
    this.champion = champion;
    this.clock = clock;
    this.nanoClock = nanoClock;
  }

  /** Compares them with what was written. */
  void compare(VotesVerdict verdict) {
    refresh();
    Instant now = clock.instant();
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    verdict.compareEvaluations(
        OfflineEvaluation.of(battles(), champion, now), outputs.evaluations());
    verdict.compareLeaderboards(boards, outputs.leaderboards());
    verdict.compareHistory(outputs.expectedHistory(), today, outputs.history().keySet());
  }

  /** Returns how long a service may write nothing although leaderboards are not current yet. */
  Duration longestPause() {
    refresh();
    return OfflineLeaderboard.longestTurn(computing.multipliedBy(SLOWER), boards.keySet());
  }

  /** Boards take long, and battles are written long before the last board. */
  private void refresh() {
    if (outputs.battleRecords() != boardsOf) {
      long start = nanoClock.getAsLong();
      boards = OfflineLeaderboard.of(battles());
      computing = Duration.ofNanos(nanoClock.getAsLong() - start);
      boardsOf = outputs.battleRecords();
    }
  }

  private Map<String, Battle> battles() {
    Map<String, Battle> battles = new HashMap<>();
    outputs.battles().forEach((key, written) -> battles.put(key, written.battle()));
    return battles;
  }
}
