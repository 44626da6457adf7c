package dev.arena.trainer.evaluate;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.evaluate.RowLosses.Difference;
import dev.arena.trainer.rows.TieFreeVotes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All figures of one model on the rows of a file.
 *
 * @param model its name and version
 * @param bundle its directory; null if the predictions come from no bundle
 * @param device where it ran; null if the predictions come from no bundle
 * @param scores log loss, accuracy, calibration error
 * @param perfectlyCalibrated the calibration error that chance alone would give
 * @param differenceToBaseline its log loss minus each baseline's, paired by row
 * @param differenceToFirst comparison with the first model, row by row; null for the first
 * @param reliability how often it is right at each confidence
 * @param confusion counts of votes by likeliest outcome
 * @param slices results on groups of rows that have something in common
 * @param lengthBias preference for the longer answer
 * @param exchange the effect of exchanging A and B; null if not tried
 * @param variants figures of the bundle's precisions; empty if not tried
 * @param mostConfidentErrors rows with the largest loss
 */
public record ModelFigures(
    String model,
    @Nullable String bundle,
    @Nullable String device,
    @JsonUnwrapped Scores scores,
    PerfectCalibration perfectlyCalibrated,
    Map<String, Difference> differenceToBaseline,
    @Nullable Comparison differenceToFirst,
    Reliability reliability,
    Confusion confusion,
    List<Slice> slices,
    LengthBias lengthBias,
    @Nullable ExchangeCheck exchange,
    List<VariantFigures> variants,
    List<RowExample> mostConfidentErrors) {

  /** The votes, baselines and first model with which all models of a file are compared. */
  record Reference(
      List<LabelledRow> rows,
      boolean tieFree,
      Map<String, RowLosses> baselines,
      @Nullable RowLosses first) {
    List<Outcome> outcomes() {
      return rows.stream().map(LabelledRow::outcome).toList();
    }

    List<Probabilities> scored(List<Probabilities> predictions) {
      return tieFree ? predictions.stream().map(TieFreeVotes::givenWinner).toList() : predictions;
    }

    RowLosses losses(List<Probabilities> predictions) {
      return RowLosses.of(scored(predictions), outcomes());
    }
  }

  static ModelFigures of(ModelPredictions model, Reference reference) {
    List<Probabilities> predictions = reference.scored(model.predictions());
    List<Outcome> outcomes = reference.outcomes();
    RowLosses losses = RowLosses.of(predictions, outcomes);
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
        model.source().model(),
        model.source().bundle(),
        model.source().device(),
        Scores.of(losses),
        PerfectCalibration.of(predictions),
        differenceToBaseline,
        first == null
            ? null
            : Comparison.of(losses, first, model.moved().highest(reference.tieFree())),
        Reliability.of(predictions, outcomes),
        Confusion.of(predictions, outcomes),
        Slice.of(reference.rows(), losses, lengthStyle),
        LengthBias.of(reference.rows(), predictions),
        model.checks().exchange(),
        model.checks().variants(),
        model.errors().highest(reference.tieFree()));
  }
}
