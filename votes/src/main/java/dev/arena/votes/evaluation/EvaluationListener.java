package dev.arena.votes.evaluation;

import dev.arena.schemas.LiveEvaluation;
import java.util.List;

/** Receives the sums of the task that evaluates, such as for metrics. */
@FunctionalInterface
public interface EvaluationListener {
  /** Ignores the sums. */
  EvaluationListener NONE = (task, scorers) -> {};

  /**
   * Receives the current sums of all scorers with votes in the last 24 hours, each time some have
   * changed, and each hour.
   *
   * @param task the task that evaluates now; the first sums of another one replace its own
   */
  void evaluated(Object task, List<ScorerSums> scorers);

  /**
   * A task has ended. Another one may have begun before, on this instance or on another.
   *
   * @param task as in {@link #evaluated}
   */
  default void ended(Object task) {}

  /**
   * The sums of one scorer and one kind of vote, over all pairs.
   *
   * @param total of all votes, without comparisons
   * @param lastDay of the votes of the current hour and the 23 before, without comparisons
   */
  record ScorerSums(LiveEvaluation total, LiveEvaluation lastDay) {}
}
