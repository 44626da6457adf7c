package dev.arena.votes.evaluation;

import dev.arena.schemas.LiveEvaluation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that select scorers, slices and kinds of votes. */
final class EvaluationFilter {
  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Only scorers that write their preferences to this topic.")
  private @Nullable String topic;

  @Option(names = "--model", paramLabel = "NAME@VERSION", description = "Only this bundle.")
  private @Nullable String model;

  @Option(
      names = "--slice",
      paramLabel = "SLICE",
      description =
          "Which pairs, such as script=Latin, language=de, category=math, multi-turn, code or long-prompt; any for every slice (default: all).")
  private String slice = EvaluationSelection.DEFAULT.slice();

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description =
          "Which votes: human, judge, rule, implicit; any for every kind (default: human).")
  private String kind = EvaluationSelection.DEFAULT.kind();

  /** The records that are selected, in the order in which they are shown. */
  List<LiveEvaluation> select(List<LiveEvaluation> records) {
    return new EvaluationSelection(topic, model, slice, kind).select(records);
  }
}
