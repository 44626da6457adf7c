package dev.arena.trainer.run;

import dev.arena.models.Probabilities;
import dev.arena.models.votes.VoteMetrics;
import dev.arena.schemas.csv.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How much of its teachers' knowledge a model has learned: the log losses of both on the same
 * votes. These votes come from files with ties, have a label, and did not train the model that
 * predicts them.
 *
 * @param votes how many there are
 * @param teacher mean log loss of the labels
 * @param model mean log loss of the model
 * @param prior mean log loss of the class prior, as the baseline of that name predicts it
 */
record TeacherComparison(int votes, double teacher, double model, double prior) {
  private static final int FEWEST = 30;

  /**
   * Compares predictions with the labels.
   *
   * @param votes the votes, some of which have a label
   * @param predictions the model's, in the same order
   * @param priors the class prior's, in the same order
   * @return null if fewer than 30 votes have a label
   */
  static @Nullable TeacherComparison of(
      List<EncodedVote> votes, List<Probabilities> predictions, List<Probabilities> priors) {
    List<Integer> labelled =
        IntStream.range(0, votes.size())
            .filter(i -> votes.get(i).label().isPresent())
            .boxed()
            .toList();
    if (labelled.size() < FEWEST) {
      return null;
    }
    double teacher = 0;
    double model = 0;
    double prior = 0;
    for (int i : labelled) {
      Outcome vote = votes.get(i).outcome();
      teacher += VoteMetrics.logLoss(votes.get(i).label().orElseThrow().probabilities(), vote);
      model += VoteMetrics.logLoss(predictions.get(i), vote);
      prior += VoteMetrics.logLoss(priors.get(i), vote);
    }
    int count = labelled.size();
    return new TeacherComparison(count, teacher / count, model / count, prior / count);
  }

  /**
   * The share of the teachers' gain over the class prior that the model has kept; null if they gain
   * nothing.
   */
  @Nullable Double kept() {
    return teacher < prior ? (prior - model) / (prior - teacher) : null;
  }

  /** What the model has kept, as a clause. */
  String keptClause() {
    Double kept = kept();
    return kept == null
        ? "the teacher is no better than the class prior"
        : String.format(
            Locale.ROOT,
            "the model keeps %.0f%% of the teacher's gain over the class prior",
            100 * kept);
  }

  /** A line for the terminal. */
  String sentence() {
    return String.format(
        Locale.ROOT,
        "on the %,d of these votes with a label: teacher %.4f, model %.4f, class prior %.4f; %s",
        votes,
        teacher,
        model,
        prior,
        keptClause());
  }

  /** The figures, for a JSON file. */
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
