package dev.arena.trainer.run;

import dev.arena.models.Probabilities;
import dev.arena.models.votes.VoteMetrics;
import dev.arena.schemas.csv.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much of what its teachers know a model has learned: their log losses on the same votes, which
 * come from files with ties, have a label, and were not trained on by the model that predicts them.
 *
 * @param votes how many there are
 * @param teacher mean log loss of the labels
 * @param model mean log loss of the model
 * @param prior mean log loss of the shares of the three outcomes among these votes
 */
record TeacherComparison(int votes, double teacher, double model, double prior) {
  private static final int FEWEST = 30;

  /**
   * Compares predictions with the labels.
   *
   * @param votes some with a label
   * @param predictions the model's, in the same order
   * @return null if fewer than 30 votes have a label
   */
  static @Nullable TeacherComparison of(List<EncodedVote> votes, List<Probabilities> predictions) {
    List<Integer> labelled = new ArrayList<>();
    double[] counts = {1, 1, 1};
    for (int i = 0; i < votes.size(); i++) {
      if (votes.get(i).label().isPresent()) {
        labelled.add(i);
        counts[votes.get(i).outcome().ordinal()]++;
      }
    }
    if (labelled.size() < FEWEST) {
      return null;
    }
    Probabilities shares = Probabilities.scaled(counts[0], counts[1], counts[2]);
    double teacher = 0;
    double model = 0;
    double prior = 0;
    for (int i : labelled) {
      Outcome vote = votes.get(i).outcome();
      teacher += VoteMetrics.logLoss(votes.get(i).label().orElseThrow().probabilities(), vote);
      model += VoteMetrics.logLoss(predictions.get(i), vote);
      prior += VoteMetrics.logLoss(shares, vote);
    }
    int count = labelled.size();
    return new TeacherComparison(count, teacher / count, model / count, prior / count);
  }

  /** The share of the teachers' gain over the class prior that the model has kept. */
  double kept() {
    return (prior - model) / (prior - teacher);
  }

  /** A line for the terminal. */
  String sentence() {
    return String.format(
        Locale.ROOT,
        "on the %,d of these votes with a label: teacher %.4f, model %.4f, class prior %.4f: the"
            + " model keeps %.0f%% of the teacher's gain",
        votes,
        teacher,
        model,
        prior,
        100 * kept());
  }

  /** For a JSON file. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("votes", votes);
    map.put("teacher_log_loss", teacher);
    map.put("model_log_loss", model);
    map.put("prior_log_loss", prior);
    map.put("kept", kept());
    return map;
  }
}
