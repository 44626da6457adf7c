package dev.arena.votes.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.statistics.Interval;
import dev.arena.statistics.agreement.AgreementSums;
import dev.arena.statistics.agreement.CohensKappa;
import dev.arena.statistics.agreement.PositionBias;
import dev.arena.statistics.calibration.CalibrationCheck;
import dev.arena.statistics.calibration.CalibrationSums;
import dev.arena.statistics.calibration.PerfectCalibration;
import dev.arena.statistics.calibration.Reliability;
import dev.arena.statistics.loss.RunningClassPrior;
import dev.arena.statistics.sequential.UnitSums;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The figures that follow from the sums of a scorer, as docs/reference/evaluation.md defines them.
 * Not thread-safe, as the sums are not.
 *
 * @param total of all votes; tells what is evaluated
 * @param sums of the votes that are shown
 * @param whole whether these are all votes
 */
public record EvaluationFigures(LiveEvaluation total, EvaluationSums sums, boolean whole) {
  /** The figures of all votes. */
  static EvaluationFigures ofTotal(LiveEvaluation total) {
    return new EvaluationFigures(total, EvaluationSums.of(total), true);
  }

  /** Whether votes of another kind take the place of predictions, which have no probabilities. */
  public boolean isRater() {
    return total.getTopic().isEmpty();
  }

  /**
   * The mean log loss of the class prior, which predicts each vote from the outcomes of the earlier
   * ones; NaN without votes.
   */
  public double classPriorLogLoss() {
    RunningClassPrior votes = sums.outcomes();
    RunningClassPrior all = EvaluationSums.of(total).outcomes();
    // a record of a window may be newer than that of the total
    RunningClassPrior before =
        new RunningClassPrior(
            Math.max(0, all.a() - votes.a()),
            Math.max(0, all.b() - votes.b()),
            Math.max(0, all.tie() - votes.tie()));
    RunningClassPrior end =
        new RunningClassPrior(
            before.a() + votes.a(), before.b() + votes.b(), before.tie() + votes.tie());
    return end.logLossSince(before) / votes.votes();
  }

  /** The test of calibration over voters and pairs; null for a part of the votes or a slice. */
  public @Nullable CalibrationCheck calibration() {
    if (!whole || isRater() || !total.getSlice().equals(Slices.ALL)) {
      return null;
    }
    return CalibrationCheck.of(
        new CalibrationSums(
            new UnitSums(total.getUnits(), total.getUnitSurprise(), total.getUnitSurpriseSquared()),
            total.getUnitVariance()),
        new CalibrationSums(
            new UnitSums(total.getPairs(), total.getPairSurprise(), total.getPairSurpriseSquared()),
            total.getPairVariance()),
        new UnitSums(
            total.getN(), total.getLoss() - total.getEntropy(), total.getSurpriseSquared()));
  }

  /** Cohen's kappa of votes and most probable outcomes; NaN without votes. */
  public double kappa() {
    return CohensKappa.of(sums.confusion()).kappa();
  }

  /** All figures; those that cannot be computed, such as a mean of nothing, are null. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (!isRater()) {
      json.put("topic", total.getTopic());
    }
    json.put(isRater() ? "rater" : "model", total.getModel());
    json.put("slice", total.getSlice());
    json.put("kind", total.getKind());
    json.put("votes", sums.votes());
    if (!isRater()) {
      scorer(json);
    }
    put(json, "accuracy", sums.accuracy());
    put(json, "kappa", kappa());
    ArrayNode confusion = json.putArray("confusion");
    for (long[] vote : sums.confusion()) {
      ArrayNode counts = confusion.addArray();
      Arrays.stream(vote).forEach(counts::add);
    }
    return json;
  }

  private void scorer(ObjectNode json) {
    json.put("votes_scored_after", sums.votesScoredAfter());
    put(json, "log_loss", sums.logLoss());
    put(json, "class_prior_log_loss", classPriorLogLoss());
    put(json, "brier", sums.brier());
    if (sums.votes() > 0) {
      put(json, "calibration_error", Reliability.of(sums.reliability()).calibrationError());
      put(json, "calibration_error_by_chance", PerfectCalibration.of(sums.reliability()).mean());
    }
    put(json, "z", sums.z());
    CalibrationCheck calibration = calibration();
    if (calibration != null) {
      json.put("units", total.getUnits());
      json.put("anonymous", total.getAnonymous());
      json.put("pairs", total.getPairs());
      put(json, "mean_surprise", calibration.mean());
      put(json, "mean_surprise_interval", calibration.interval());
      json.put("calibration", verdict(calibration));
    }
    AgreementSums agreement = sums.agreement();
    json.put("combinations", agreement.combinations());
    put(json, "scorer_agreement", agreement.scorerAgreement());
    put(json, "voters_agreement", agreement.votersAgreement());
    put(json, "agreement_share", agreement.share());
    PositionBias position = sums.position();
    json.put("decisive", position.decisive());
    put(json, "left_wins_share", position.share());
    put(json, "left_wins_interval", position.interval());
  }

  /** What the test of calibration says. */
  public static String verdict(CalibrationCheck calibration) {
    if (calibration.overconfident()) {
      return "overconfident";
    }
    if (calibration.underconfident()) {
      return "underconfident";
    }
    return Double.isInfinite(calibration.interval().high())
        ? "too few voters or pairs"
        : "no alarm";
  }

  static void put(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    } else {
      json.putNull(name);
    }
  }

  static void put(ObjectNode json, String name, Interval interval) {
    if (Double.isFinite(interval.low()) && Double.isFinite(interval.high())) {
      json.putArray(name).add(interval.low()).add(interval.high());
    } else {
      json.putNull(name);
    }
  }
}
