package dev.arena.votes.evaluation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.kafka.client.Connection;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.ScorerComparison;
import dev.arena.schemas.text.TerminalText;
import dev.arena.statistics.Interval;
import dev.arena.statistics.loss.FixedPoint;
import dev.arena.statistics.sequential.ClusteredSums;
import dev.arena.statistics.sequential.ComparisonDecision;
import dev.arena.statistics.sequential.UnitSums;
import dev.arena.votes.battle.BattleKey;
import dev.arena.votes.config.VotesKeys;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the votes say about a challenger and one bundle of the champion.
 *
 * @param challenger the challenger's total
 * @param sums those of the comparison
 */
public record ComparisonFigures(LiveEvaluation challenger, ScorerComparison sums) {
  /** All comparisons of challengers. */
  public static List<ComparisonFigures> of(List<LiveEvaluation> records) {
    return records.stream()
        .flatMap(
            each -> each.getComparisons().stream().map(sums -> new ComparisonFigures(each, sums)))
        .toList();
  }

  /**
   * Compares two bundles by the votes of people on all pairs, whichever of them was the champion.
   *
   * @param challenger name@version of the bundle for which a positive gain speaks
   * @param champion name@version of the other bundle
   * @return of the two comparisons that there are after a promotion, the one with the latest votes;
   *     empty if there is none
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
    LatestVotes latest = LatestVotes.of(records);
    return of(records).stream()
        .filter(ComparisonFigures::isTested)
        .filter(each -> each.challenger.getKind().equals(BattleKey.HUMAN))
        .filter(each -> each.isBetween(challenger, champion))
        .max(Comparator.comparing(latest::ofBoth).thenComparing(each -> each.sums.getN()))
        .map(each -> each.challenger.getModel().equals(challenger) ? each : each.reversed());
  }

  private boolean isBetween(String one, String other) {
    return List.of(challenger.getModel(), sums.getModel()).equals(List.of(one, other))
        || List.of(challenger.getModel(), sums.getModel()).equals(List.of(other, one));
  }

  /** Whether there is an interval; not in slices. */
  public boolean isTested() {
    return challenger.getSlice().equals(Slices.ALL);
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
            .setUnitGain(-sums.getUnitGain())
            .setPairGain(-sums.getPairGain())
            .build());
  }

  /** What can be said of the challenger; undecided in slices, which have no interval. */
  public ComparisonDecision decision() {
    return ComparisonDecision.of(
        new ClusteredSums(
            new UnitSums(sums.getUnits(), sums.getUnitGain(), sums.getUnitGainSquared()),
            new UnitSums(sums.getPairs(), sums.getPairGain(), sums.getPairGainSquared()),
            new UnitSums(
                sums.getN(),
                sums.getChampionLoss() - sums.getChallengerLoss(),
                sums.getGainSquared())));
  }

  /** The champion's mean log loss; NaN without votes. */
  public double championLogLoss() {
    return perVote(sums.getChampionLoss());
  }

  /** The challenger's mean log loss; NaN without votes. */
  public double challengerLogLoss() {
    return perVote(sums.getChallengerLoss());
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
    EvaluationFigures.put(json, "champion_log_loss", championLogLoss());
    EvaluationFigures.put(json, "challenger_log_loss", challengerLogLoss());
    EvaluationFigures.put(
        json, "changed_winners_share", (double) sums.getChangedWinners() / sums.getN());
    EvaluationFigures.put(json, "mean_distance", perVote(sums.getDistance()));
    if (isTested()) {
      json.put("units", sums.getUnits());
      json.put("anonymous", sums.getAnonymous());
      json.put("pairs", sums.getPairs());
      EvaluationFigures.put(json, "gain", decision.gain());
      EvaluationFigures.put(json, "gain_interval", decision.interval());
      json.put("decision", decision.conclusion().name().toLowerCase(Locale.ROOT));
    }
    if (decision.votersMissing() != null) {
      json.put("voters_missing", decision.votersMissing());
    }
    return json;
  }

  /** A few lines for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s on %s against %s on %s (slice %s, votes of kind %s)"
            .formatted(
                TerminalText.line(challenger.getModel()),
                challenger.getTopic(),
                TerminalText.line(sums.getModel()),
                sums.getTopic(),
                TerminalText.line(challenger.getSlice()),
                TerminalText.line(challenger.getKind())));
    lines.add("  votes            %,d%s".formatted(sums.getN(), isTested() ? sources() : ""));
    lines.add(
        "  log loss         %.4f against %.4f, per vote"
            .formatted(challengerLogLoss(), championLogLoss()));
    lines.add(
        "  predictions      %.1f %% have another winner; mean distance %.4f"
            .formatted(
                100.0 * sums.getChangedWinners() / sums.getN(), perVote(sums.getDistance())));
    if (isTested()) {
      ComparisonDecision decision = decision();
      lines.add(
          "  gain             %+.4f %s, per voter; the interval holds at any time, at about 95%%"
              .formatted(decision.gain(), interval(decision.interval())));
      lines.add("  decision         " + describe(decision));
    } else {
      lines.add("  decision         none in a slice: only the slice all has an interval");
    }
    return lines;
  }

  private String sources() {
    return ", from %,d voters and %,d anonymous, on %,d pairs"
        .formatted(sums.getUnits() - sums.getAnonymous(), sums.getAnonymous(), sums.getPairs());
  }

  private static String interval(Interval interval) {
    return Double.isInfinite(interval.low())
        ? "[unknown]"
        : "[%+.4f, %+.4f]".formatted(interval.low(), interval.high());
  }

  /** What a decision says, and how many voters are still needed. */
  public static String describe(ComparisonDecision decision) {
    return switch (decision.conclusion()) {
      case BETTER -> "better: the challenger's log loss is lower";
      case WORSE -> "worse: the challenger's log loss is higher";
      case EQUIVALENT ->
          "equivalent: the gain or loss is within %s".formatted(ComparisonDecision.MARGIN);
      case UNDECIDED ->
          decision.votersMissing() == null
              ? "undecided: too few voters or pairs to say how many more are needed"
              : "undecided: about %,d more voters needed who vote on as many pairs, if the gain stays as it is"
                  .formatted(decision.votersMissing());
    };
  }
}
