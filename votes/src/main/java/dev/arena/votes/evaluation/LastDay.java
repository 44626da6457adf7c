package dev.arena.votes.evaluation;

import dev.arena.votes.evaluation.EvaluationListener.ScorerSums;
import java.util.ArrayList;
import java.util.List;

/** Adds up the last 24 windows of an hour. */
final class LastDay {
  private static final int HOURS = 24;

  private LastDay() {}

  /**
   * The sums of all scorers over all pairs, without scorers that have no votes in these windows.
   * Looks at 24 windows of each scorer and kind, which {@link Admission} bounds.
   */
  static List<ScorerSums> of(Evaluations evaluations, long now) {
    List<ScorerSums> all = new ArrayList<>();
    for (EvaluationKey key : evaluations.tested()) {
      EvaluationSums day = lastDay(evaluations, key, now);
      if (day.votes() > 0) {
        evaluations
            .recordWithoutComparisons(key)
            .ifPresent(total -> all.add(new ScorerSums(total, day.record(key).build())));
      }
    }
    return all;
  }

  private static EvaluationSums lastDay(Evaluations evaluations, EvaluationKey total, long now) {
    EvaluationSums day = new EvaluationSums();
    for (int i = 0; i < HOURS; i++) {
      EvaluationSums hour =
          evaluations.sums().get(total.window(EvaluationKey.HOUR, now - i * EvaluationKey.HOUR));
      if (hour != null) {
        day.add(hour);
      }
    }
    return day;
  }
}
