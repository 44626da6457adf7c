package dev.arena.votes.evaluation;

import dev.arena.schemas.LiveEvaluation;
import java.util.List;

/** Receives the sums of the task that evaluates, such as for metrics. */
@FunctionalInterface
public interface EvaluationListener {
  /** Ignores the sums. */
  EvaluationListener NONE = scorers -> {};

  /**
   * Receives the current sums of all scorers, each time some have changed; an empty list when the
   * task has moved to another instance.
   */
  void evaluated(List<ScorerSums> scorers);

  /**
   * The sums of one scorer and one kind of vote, over all pairs.
   *
   * @param total of all votes
   * @param lastDay of the votes of the current hour and the 23 before, without comparisons
   */
  record ScorerSums(LiveEvaluation total, LiveEvaluation lastDay) {}
}
