package dev.arena.trainer.report;

import dev.arena.models.Probabilities;
import dev.arena.models.votes.VoteMetrics;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.evaluate.RowExample;
import dev.arena.trainer.report.Section.Block;
import dev.arena.trainer.report.Section.Example;
import java.util.Arrays;
import java.util.List;

/** Single rows with the beginnings of their texts. */
final class RowExamples {
  private RowExamples() {}

  static Section mostConfidentErrors(List<RowExample> rows) {
    return new Section(
        "errors",
        "Most confident errors",
        "The rows to which the model gave the least probability for what was voted, with the"
            + " beginnings of their texts as users wrote them.",
        "Errors that a person would make, too: noisy votes, matters of taste. A kind of text that"
            + " comes up again and again is something to fix.",
        List.of(Block.of(of(rows))));
  }

  static List<Example> of(List<RowExample> rows) {
    return rows.stream().map(RowExamples::example).toList();
  }

  private static Example example(RowExample row) {
    String says =
        "voted %s; %s; loss %s"
            .formatted(
                row.voted().label(),
                probabilities(row.predicted()),
                Numbers.format("%.2f", row.loss()));
    Probabilities compared = row.compared();
    if (compared != null) {
      says +=
          "; the first model said %s, loss %s"
              .formatted(
                  probabilities(compared),
                  Numbers.format("%.2f", VoteMetrics.logLoss(compared, row.voted())));
    }
    return new Example(
        "%s, line %s, id %s"
            .formatted(
                row.excerpt().file(), Numbers.count(row.excerpt().line()), row.excerpt().id()),
        says,
        List.of(
            new Example.Part("prompt", row.excerpt().prompt()),
            new Example.Part("A", row.excerpt().answerA()),
            new Example.Part("B", row.excerpt().answerB())));
  }

  private static String probabilities(Probabilities p) {
    return Arrays.stream(Outcome.values())
        .map(outcome -> outcome.label() + " " + Numbers.probability(p.of(outcome)))
        .reduce((one, other) -> one + ", " + other)
        .orElseThrow();
  }
}
