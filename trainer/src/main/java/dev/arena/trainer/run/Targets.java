package dev.arena.trainer.run;

import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.head.Target;
import dev.arena.trainer.recipe.Distillation;
import dev.arena.trainer.teacher.Recalibration;
import dev.arena.trainer.teacher.SoftLabel;
import java.util.ArrayList;
import java.util.List;

/**
 * What each vote teaches the head: the vote, or a teacher's recalibrated probabilities mixed with
 * it. A vote from a tie-free file teaches all three outcomes if it has a label.
 */
final class Targets {
  private final List<EncodedVote> votes;
  private final Distillation distillation;
  private final List<Recalibration> recalibrations = new ArrayList<>();

  /**
   * Calibrates the teachers on those votes that may be ties.
   *
   * @param votes the votes to learn from, and no others
   */
  Targets(List<EncodedVote> votes, Distillation distillation, long seed) {
    this.votes = votes;
    this.distillation = distillation;
    int teachers =
        votes.stream()
            .flatMap(vote -> vote.label().stream())
            .mapToInt(label -> label.teacher() + 1)
            .max()
            .orElse(0);
    for (int teacher = 0; teacher < teachers; teacher++) {
      recalibrations.add(
          distillation.recalibrate() ? recalibration(teacher, seed) : Recalibration.NONE);
    }
  }

  private Recalibration recalibration(int teacher, long seed) {
    List<Probabilities> given = new ArrayList<>();
    List<Outcome> outcomes = new ArrayList<>();
    for (EncodedVote vote : votes) {
      SoftLabel label = vote.label().orElse(null);
      if (!vote.tieFree() && label != null && label.teacher() == teacher) {
        given.add(label.probabilities());
        outcomes.add(vote.outcome());
      }
    }
    return Recalibration.fit(given, outcomes, seed);
  }

  /** The target of a vote. */
  Target of(int vote) {
    return votes
        .get(vote)
        .target(
            distillation.voteShare(),
            label -> recalibrations.get(label.teacher()).of(label.probabilities()));
  }

  /** The weight of a vote's loss, relative to a vote from a file with ties. */
  double weight(int vote) {
    EncodedVote one = votes.get(vote);
    return one.tieFree()
        ? one.label().map(label -> distillation.weight(label.teacher())).orElse(1.0)
        : 1;
  }

  /** The calibration of each teacher. */
  List<Recalibration> recalibrations() {
    return List.copyOf(recalibrations);
  }
}
