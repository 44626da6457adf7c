package dev.arena.votes.evaluation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.kafka.client.Connection;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.ScorerComparison;
import dev.arena.schemas.text.TerminalText;
import dev.arena.statistics.Interval;
import dev.arena.statistics.loss.FixedPoint;
import dev.arena.statistics.sequential.ComparisonDecision;
import dev.arena.statistics.sequential.UnitSums;
import dev.arena.votes.config.VotesKeys;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the votes say about a challenger and one bundle of the champion.
 *
 * @param challenger the challenger's total
 * @param sums those of the comparison
 */
public record ComparisonFigures(LiveEvaluation challenger, ScorerComparison sums) {
  /** All comparisons of challengers. */
  static List<ComparisonFigures> of(List<LiveEvaluation> records) {
    return records.stream()
        .flatMap(
            each -> each.getComparisons().stream().map(sums -> new ComparisonFigures(each, sums)))
        .toList();
  }

  /**
   * Compares two bundles by the votes of people on all pairs, whichever of them was the champion.
   *
   * @param challenger name@version of the bundle for which a positive difference speaks
   * @param champion name@version of the other bundle
   * @return the comparison with the most votes; empty if there is none
   * @throws dev.arena.schemas.failure.UserException if the topic of evaluations cannot be read
   */
  public static Optional<ComparisonFigures> between(
      Connection connection, String challenger, String champion) throws InterruptedException {
    String topic = connection.configuration().get(VotesKeys.TOPIC_EVALUATION);
    return between(EvaluationReader.read(connection, topic), challenger, champion);
  }

  /** Selects from records. */
  static Optional<ComparisonFigures> between(
      List<LiveEvaluation> records, String challenger, String champion) {
    return of(records).stream()
        .filter(each -> each.challenger.getSlice().equals(Slices.ALL))
        .filter(each -> each.challenger.getKind().equals(EvaluatedBattle.HUMAN))
        .flatMap(each -> Stream.of(each, each.reversed()))
        .filter(each -> each.challenger.getModel().equals(challenger))
        .filter(each -> each.sums.getModel().equals(champion))
        .max(Comparator.comparingLong(each -> each.sums.getN()));
  }

  /** The same with champion and challenger exchanged. */
  private ComparisonFigures reversed() {
    return new ComparisonFigures(
        LiveEvaluation.newBuilder(challenger)
            .setTopic(sums.getTopic())
            .setModel(sums.getModel())
            .build(),
        ScorerComparison.newBuilder(sums)
            .setTopic(challenger.getTopic())
            .setModel(challenger.getModel())
            .setChampionLoss(sums.getChallengerLoss())
            .setChallengerLoss(sums.getChampionLoss())
            .setUnitDifference(-sums.getUnitDifference())
            .build());
  }

  /** What can be said of the challenger. */
  public ComparisonDecision decision() {
    return ComparisonDecision.of(
        new UnitSums(sums.getUnits(), sums.getUnitDifference(), sums.getUnitDifferenceSquared()));
  }

  private double perVote(long sum) {
    return FixedPoint.toDouble(sum) / sums.getN();
  }

  /** All figures. */
  public ObjectNode json() {
    ComparisonDecision decision = decision();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("challenger_topic", challenger.getTopic());
    json.put("challenger_model", challenger.getModel());
    json.put("champion_topic", sums.getTopic());
    json.put("champion_model", sums.getModel());
    json.put("slice", challenger.getSlice());
    json.put("kind", challenger.getKind());
    json.put("votes", sums.getN());
    json.put("units", sums.getUnits());
    json.put("anonymous", sums.getAnonymous());
    EvaluationFigures.put(json, "champion_log_loss", perVote(sums.getChampionLoss()));
    EvaluationFigures.put(json, "challenger_log_loss", perVote(sums.getChallengerLoss()));
    EvaluationFigures.put(json, "difference", decision.mean());
    EvaluationFigures.put(json, "difference_interval", decision.interval());
    EvaluationFigures.put(
        json, "changed_winners_share", (double) sums.getChangedWinners() / sums.getN());
    EvaluationFigures.put(json, "mean_distance", perVote(sums.getDistance()));
    json.put("decision", decision.conclusion().name().toLowerCase(Locale.ROOT));
    if (decision.unitsMissing() != null) {
      json.put("units_missing", decision.unitsMissing());
    }
    return json;
  }

  /** A few lines for people. */
  public List<String> lines() {
    ComparisonDecision decision = decision();
    return List.of(
        "%s on %s against %s on %s (slice %s, votes of kind %s)"
            .formatted(
                TerminalText.line(challenger.getModel()),
                challenger.getTopic(),
                TerminalText.line(sums.getModel()),
                sums.getTopic(),
                TerminalText.line(challenger.getSlice()),
                TerminalText.line(challenger.getKind())),
        "  votes            %,d, from %,d voters and %,d anonymous"
            .formatted(sums.getN(), sums.getUnits() - sums.getAnonymous(), sums.getAnonymous()),
        "  log loss         %.4f against %.4f, per vote"
            .formatted(perVote(sums.getChallengerLoss()), perVote(sums.getChampionLoss())),
        "  gain             %+.4f %s, per voter; the interval holds at any time, at 95%%"
            .formatted(decision.mean(), interval(decision.interval())),
        "  predictions      %.1f %% have another winner; mean distance %.4f"
            .formatted(100.0 * sums.getChangedWinners() / sums.getN(), perVote(sums.getDistance())),
        "  decision         " + conclusion(decision));
  }

  private static String interval(Interval interval) {
    return Double.isInfinite(interval.low())
        ? "[unknown]"
        : "[%+.4f, %+.4f]".formatted(interval.low(), interval.high());
  }

  private static String conclusion(ComparisonDecision decision) {
    return switch (decision.conclusion()) {
      case BETTER -> "better: the challenger's log loss is lower";
      case WORSE -> "worse: the challenger's log loss is higher";
      case EQUIVALENT ->
          "equivalent: the difference is within %s".formatted(ComparisonDecision.MARGIN);
      case UNDECIDED ->
          decision.unitsMissing() == null
              ? "undecided: too few voters to say how many more are needed"
              : "undecided: about %,d more voters needed, if the gain stays as it is"
                  .formatted(decision.unitsMissing());
    };
  }
}
