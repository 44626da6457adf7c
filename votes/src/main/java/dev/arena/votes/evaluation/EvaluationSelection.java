package dev.arena.votes.evaluation;

import dev.arena.schemas.LiveEvaluation;
import dev.arena.votes.battle.BattleKey;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which scorers, slices and kinds of votes are shown.
 *
 * @param topic that of the scorer's preferences; null for all
 * @param model name@version of its bundle; null for all
 * @param slice which pairs, or {@link #ANY}
 * @param kind of the votes, or {@link #ANY}
 */
public record EvaluationSelection(
    @Nullable String topic, @Nullable String model, String slice, String kind) {
  /** Stands for every slice, and for every kind. */
  public static final String ANY = "any";

  /** All scorers, by the votes of people on all pairs. */
  public static final EvaluationSelection DEFAULT =
      new EvaluationSelection(null, null, Slices.ALL, BattleKey.HUMAN);

  private static final Comparator<LiveEvaluation> ORDER =
      Comparator.comparing(LiveEvaluation::getKind)
          .thenComparing(each -> !each.getSlice().equals(Slices.ALL))
          .thenComparing(LiveEvaluation::getSlice)
          .thenComparing(LiveEvaluation::getTopic)
          .thenComparing(LiveEvaluation::getModel);

  /** The records that are selected, in the order in which they are shown. */
  public List<LiveEvaluation> select(List<LiveEvaluation> records) {
    return records.stream().filter(this::takes).sorted(ORDER).toList();
  }

  private boolean takes(LiveEvaluation record) {
    return (topic == null || topic.equals(record.getTopic()))
        && (model == null || model.equals(record.getModel()))
        && (slice.equals(ANY) || slice.equals(record.getSlice()))
        && (kind.equals(ANY) || kind.equals(record.getKind()));
  }
}
