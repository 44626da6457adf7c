package dev.arena.trainer.evaluate;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.arena.models.Probabilities;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.schemas.csv.Outcome;
import dev.arena.statistics.calibration.PerfectCalibration;
import dev.arena.statistics.calibration.Reliability;
import dev.arena.trainer.evaluate.RowLosses.Difference;
import dev.arena.trainer.rows.TieFreeVotes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All figures for one model on the rows of a file.
 *
 * @param model its name and version
 * @param bundle its directory; null if the predictions come from no bundle
 * @param device where it ran; null if the predictions come from no bundle
 * @param cpuMillisecondsPerPair processor time of this process per pair, on a CPU; null if it was
 *     not measured
 * @param scores log loss, accuracy, calibration error
 * @param perfectlyCalibrated the calibration error that chance alone would give
 * @param differenceToBaseline its log loss minus each baseline's, paired by row
 * @param differenceToFirst comparison with the first model, row by row; null for the first
 * @param reliability how often it is right at each confidence
 * @param confusion counts of votes by likeliest outcome
 * @param slices results on groups of rows that have something in common
 * @param lengthBias preference for the longer answer
 * @param swap the effect of swapping A and B; null if not tried
 * @param variants figures for the bundle's precisions; empty if not tried
 * @param mostConfidentErrors rows with the largest loss
 */
public record ModelFigures(
    String model,
    @Nullable String bundle,
    @Nullable String device,
    @Nullable Double cpuMillisecondsPerPair,
    @JsonUnwrapped Scores scores,
    PerfectCalibration perfectlyCalibrated,
    Map<String, Difference> differenceToBaseline,
    @Nullable Comparison differenceToFirst,
    Reliability reliability,
    Confusion confusion,
    List<Slice> slices,
    LengthBias lengthBias,
    @Nullable SwapCheck swap,
    List<VariantFigures> variants,
    List<RowExample> mostConfidentErrors) {

  /**
   * A row-by-row comparison of a model with the first one.
   *
   * @param difference difference of the log losses, this model minus the first
   * @param shareBetter share of rows on which this model's loss is lower
   * @param shareWorse share of rows on which it is higher
   * @param differences the difference of the losses on each row, in the order of the file
   * @param movedMost rows on which the losses differ most
   */
  public record Comparison(
      @JsonUnwrapped Difference difference,
      double shareBetter,
      double shareWorse,
      @JsonIgnore double[] differences,
      List<RowExample> movedMost) {
    static Comparison of(RowLosses own, RowLosses first, List<RowExample> movedMost) {
      double[] differences = Difference.byRow(own.losses(), first.losses());
      return new Comparison(
          own.against(first),
          (double) Arrays.stream(differences).filter(d -> d < 0).count() / own.rows(),
          (double) Arrays.stream(differences).filter(d -> d > 0).count() / own.rows(),
          differences,
          movedMost);
    }
  }

  /**
   * A confusion matrix: how often each outcome was voted for when each was predicted as likeliest.
   *
   * @param rows counts by the vote, then by the likeliest outcome, in the order A, B, tie
   */
  public record Confusion(@JsonValue List<List<Integer>> rows) {
    static Confusion of(List<Probabilities> predictions, List<Outcome> outcomes) {
      Integer[][] counts = {{0, 0, 0}, {0, 0, 0}, {0, 0, 0}};
      for (int i = 0; i < predictions.size(); i++) {
        counts[outcomes.get(i).ordinal()][predictions.get(i).mostLikely().ordinal()]++;
      }
      return new Confusion(List.of(List.of(counts[0]), List.of(counts[1]), List.of(counts[2])));
    }

    /** How many rows with that vote had that likeliest outcome. */
    public int of(Outcome voted, Outcome predicted) {
      return rows.get(voted.ordinal()).get(predicted.ordinal());
    }
  }

  /**
   * Figures for one precision of a bundle's encoder on a CPU, on the same rows as the others.
   *
   * @param precision of the encoder
   * @param bytes size of its file
   * @param rows number of scored rows, from the beginning of the file
   * @param logLoss mean over these rows
   * @param differenceToFp32 the log loss minus fp32's, paired by row; null without fp32
   * @param klToFp32 mean Kullback-Leibler divergence from fp32's probabilities; null without fp32
   * @param pairsPerSecond throughput on this machine
   */
  public record VariantFigures(
      Precision precision,
      long bytes,
      int rows,
      double logLoss,
      @Nullable Difference differenceToFp32,
      @Nullable Double klToFp32,
      double pairsPerSecond) {}

  /**
   * The predictions of one model for every row of a file, and what was collected along the way.
   *
   * @param model its name and version
   * @param bundle its directory; null if there is no bundle
   * @param device where it ran; null if there is no bundle
   * @param cpuMillisecondsPerPair processor time per pair; null if it was not measured
   * @param rows predictions in the order of the rows, ties included
   * @param errors the ranking of rows by their loss
   * @param moved the ranking of rows by how much the loss differs from the first model's
   * @param swap the result of swapping A and B; null if not requested
   * @param variants figures for the bundle's precisions; empty if not requested
   */
  record Predictions(
      String model,
      @Nullable String bundle,
      @Nullable String device,
      @Nullable Double cpuMillisecondsPerPair,
      List<Probabilities> rows,
      RowExample.Ranking errors,
      RowExample.Ranking moved,
      @Nullable SwapCheck swap,
      List<VariantFigures> variants) {}

  /** The votes, baselines and first model with which all models are compared. */
  record Reference(
      List<LabelledRow> rows,
      boolean tieFree,
      Map<String, RowLosses> baselines,
      @Nullable RowLosses first) {
    List<Outcome> outcomes() {
      return rows.stream().map(LabelledRow::outcome).toList();
    }

    List<Probabilities> scored(List<Probabilities> predictions) {
      return TieFreeVotes.scored(predictions, tieFree);
    }

    RowLosses losses(List<Probabilities> predictions) {
      return RowLosses.of(scored(predictions), outcomes());
    }
  }

  static ModelFigures of(Predictions model, Reference reference) {
    List<Probabilities> predictions = reference.scored(model.rows());
    List<Outcome> outcomes = reference.outcomes();
    RowLosses losses = RowLosses.of(predictions, outcomes);
    Confidences confidences = Confidences.of(predictions, outcomes);
    Map<String, Difference> differenceToBaseline = new LinkedHashMap<>();
    reference
        .baselines()
        .forEach((name, baseline) -> differenceToBaseline.put(name, losses.against(baseline)));
    RowLosses lengthStyle = reference.baselines().get(Baselines.LENGTH_STYLE);
    if (lengthStyle == null) {
      throw new IllegalStateException("there is no baseline " + Baselines.LENGTH_STYLE);
    }
    RowLosses first = reference.first();
    return new ModelFigures(
        model.model(),
        model.bundle(),
        model.device(),
        model.cpuMillisecondsPerPair(),
        Scores.of(losses),
        confidences.perfectCalibration(),
        differenceToBaseline,
        first == null
            ? null
            : Comparison.of(losses, first, model.moved().highest(reference.tieFree())),
        confidences.reliability(),
        Confusion.of(predictions, outcomes),
        Slice.of(reference.rows(), losses, lengthStyle),
        LengthBias.of(reference.rows(), predictions),
        model.swap(),
        model.variants(),
        model.errors().highest(reference.tieFree()));
  }
}
