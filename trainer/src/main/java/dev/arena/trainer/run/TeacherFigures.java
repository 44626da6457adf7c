package dev.arena.trainer.run;

import dev.arena.models.Probabilities;
import dev.arena.models.votes.VoteMetrics;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.predict.PredictionFile;
import dev.arena.trainer.teacher.Teachers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the training votes say about a teacher.
 *
 * @param name of the teacher
 * @param pairs how many it knows
 * @param votes how many votes in files with ties have its label
 * @param tieFreeVotes how many votes in tie-free files have its label
 * @param logLoss its mean log loss on the votes in files with ties; null if it labels none
 * @param entropy the mean entropy of its labels there, which a calibrated teacher's log loss
 *     equals; null if it labels none
 * @param knowsVotes whether it has probably learned from these votes
 */
record TeacherFigures(
    String name,
    int pairs,
    int votes,
    int tieFreeVotes,
    @Nullable Double logLoss,
    @Nullable Double entropy,
    boolean knowsVotes) {
  /**
   * The lowest log loss that is plausible on unseen votes: the best models reach 0.94 to 0.98 on
   * Chatbot Arena votes (Kaggle, "LMSYS - Chatbot Arena Human Preference Predictions", 2024),
   * because people disagree.
   */
  static final double PLAUSIBLE = 0.9;

  private static final double STANDARD_ERRORS = 2;

  /**
   * Compares each teacher with the votes that it labels.
   *
   * @throws UserException if a teacher labels none of the votes
   */
  static List<TeacherFigures> of(Teachers teachers, List<EncodedVote> votes) {
    List<TeacherFigures> figures = new ArrayList<>();
    for (int i = 0; i < teachers.files().size(); i++) {
      int teacher = i;
      List<EncodedVote> labelled =
          votes.stream()
              .filter(vote -> vote.label().stream().anyMatch(label -> label.teacher() == teacher))
              .toList();
      PredictionFile file = teachers.files().get(i);
      if (labelled.isEmpty()) {
        throw new UserException(
            ("--teacher %s has %,d ids, but no training vote gets its label from them; expected"
                    + " ids of rows that are trained on (duplicates and rows beyond --limit are"
                    + " skipped) and that no earlier teacher labels. Check the ids, or remove the"
                    + " file.")
                .formatted(file.source(), file.byId().size()));
      }
      figures.add(of(file, labelled));
    }
    return figures;
  }

  private static TeacherFigures of(PredictionFile file, List<EncodedVote> labelled) {
    double[] losses =
        withTies(labelled)
            .mapToDouble(vote -> VoteMetrics.logLoss(label(vote), vote.outcome()))
            .toArray();
    double mean = mean(losses);
    double[] squares = new double[losses.length];
    for (int i = 0; i < losses.length; i++) {
      squares[i] = (losses[i] - mean) * (losses[i] - mean);
    }
    double standardError = Math.sqrt(mean(squares) / Math.max(1, losses.length - 1));
    return new TeacherFigures(
        file.name(),
        file.byId().size(),
        losses.length,
        labelled.size() - losses.length,
        losses.length == 0 ? null : mean,
        losses.length == 0
            ? null
            : mean(withTies(labelled).mapToDouble(vote -> label(vote).entropy()).toArray()),
        losses.length > 1 && mean + STANDARD_ERRORS * standardError < PLAUSIBLE);
  }

  private static Stream<EncodedVote> withTies(List<EncodedVote> votes) {
    return votes.stream().filter(vote -> !vote.tieFree());
  }

  private static Probabilities label(EncodedVote vote) {
    return vote.label().orElseThrow().probabilities();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  /** Lines for the terminal. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        format(
            "teacher %s labels %,d votes in files with ties%s and %,d in tie-free files",
            name,
            votes,
            logLoss == null
                ? ""
                : format(" (log loss %.4f, entropy of its labels %.4f)", logLoss, entropy),
            tieFreeVotes));
    if (knowsVotes) {
      sentences.add(
          format(
              "warning: teacher %s has a log loss of %.4f on %,d votes, clearly below %.2f; no model"
                  + " is known to reach that on Chatbot Arena votes that it has not seen, so"
                  + " this teacher has probably learned from these. If so, its labels repeat the"
                  + " votes, and its figures are not comparable with the student's. Prefer labels"
                  + " from a teacher that was trained without them.",
              name, logLoss, votes, PLAUSIBLE));
    }
    return sentences;
  }

  private static String format(String format, @Nullable Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
