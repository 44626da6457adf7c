package dev.arena.votes.evaluation;

import dev.arena.schemas.LiveEvaluation;
import dev.arena.votes.battle.BattleKey;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that select scorers, slices and kinds of votes. */
final class EvaluationFilter {
  private static final Comparator<LiveEvaluation> ORDER =
      Comparator.comparing(LiveEvaluation::getKind)
          .thenComparing(each -> !each.getSlice().equals(Slices.ALL))
          .thenComparing(LiveEvaluation::getSlice)
          .thenComparing(LiveEvaluation::getTopic)
          .thenComparing(LiveEvaluation::getModel);

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
  private String slice = Slices.ALL;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description =
          "Which votes: human, judge, rule, implicit; any for every kind (default: human).")
  private String kind = BattleKey.HUMAN;

  private static final String ANY = "any";

  /** The records that are selected, in the order in which they are shown. */
  List<LiveEvaluation> select(List<LiveEvaluation> records) {
    return records.stream().filter(this::takes).sorted(ORDER).toList();
  }

  private boolean takes(LiveEvaluation record) {
    return (topic == null || topic.equals(record.getTopic()))
        && (model == null || model.equals(record.getModel()))
        && (slice.equals(ANY) || slice.equals(record.getSlice()))
        && (kind.equals(ANY) || kind.equals(record.getKind()));
  }
}
