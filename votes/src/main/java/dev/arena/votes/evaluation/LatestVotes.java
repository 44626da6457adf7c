package dev.arena.votes.evaluation;

import dev.arena.schemas.LiveEvaluation;
import dev.arena.votes.battle.BattleKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The latest window in which each scorer has votes of people on any pairs. */
record LatestVotes(Map<Scorer, Window> windows) {
  private static final Window NONE = new Window(Long.MIN_VALUE, 0);

  /**
   * A window.
   *
   * @param start in milliseconds since 1970
   * @param votes in it
   */
  record Window(long start, long votes) implements Comparable<Window> {
    private static final Comparator<Window> ORDER =
        Comparator.comparingLong(Window::start).thenComparingLong(Window::votes);

    @Override
    public int compareTo(Window other) {
      return ORDER.compare(this, other);
    }
  }

  /** Reads the records of windows. */
  static LatestVotes of(List<LiveEvaluation> records) {
    Map<Scorer, Window> windows = new HashMap<>();
    for (LiveEvaluation each : records) {
      if (each.getSize() != EvaluationKey.TOTAL
          && each.getN() > 0
          && each.getSlice().equals(Slices.ALL)
          && each.getKind().equals(BattleKey.HUMAN)) {
        windows.merge(
            new Scorer(each.getTopic(), each.getModel()),
            new Window(each.getStart().toEpochMilli(), each.getN()),
            (one, other) -> one.compareTo(other) >= 0 ? one : other);
      }
    }
    return new LatestVotes(windows);
  }

  /** The latest window in which both scorers of a comparison may have votes. */
  Window ofBoth(ComparisonFigures comparison) {
    Window challenger =
        windows.getOrDefault(
            new Scorer(comparison.challenger().getTopic(), comparison.challenger().getModel()),
            NONE);
    Window champion =
        windows.getOrDefault(
            new Scorer(comparison.sums().getTopic(), comparison.sums().getModel()), NONE);
    return challenger.compareTo(champion) <= 0 ? challenger : champion;
  }
}
