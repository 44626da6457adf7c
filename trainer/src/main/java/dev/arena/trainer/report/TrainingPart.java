package dev.arena.trainer.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;
import dev.arena.statistics.calibration.PerfectCalibration;
import dev.arena.statistics.calibration.Reliability;
import dev.arena.trainer.evaluate.Confidences;
import dev.arena.trainer.evaluate.RowLosses;
import dev.arena.trainer.evaluate.Scores;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Facts about a model that only its training run knows.
 *
 * @param learning the course of the run; null if several runs are evaluated together
 * @param recipe the settings of the run or runs, by name
 * @param tables other tables, such as checks of the data and cross-validation
 * @param calibration the effect of calibration; null if there were no predictions to calibrate
 */
public record TrainingPart(
    @JsonUnwrapped @Nullable Learning learning,
    Map<String, Object> recipe,
    List<Table> tables,
    @Nullable CalibrationChange calibration) {
  public TrainingPart {
    recipe = Collections.unmodifiableMap(new LinkedHashMap<>(recipe));
    tables = List.copyOf(tables);
  }

  /**
   * One training run, step by step.
   *
   * @param curve losses and learning rate; may be empty
   * @param bestStep the step whose weights were kept
   */
  public record Learning(List<CurvePoint> curve, int bestStep) {
    public Learning {
      curve = List.copyOf(curve);
    }
  }

  /**
   * Measurements after a step.
   *
   * @param step the step; 0 before the first step
   * @param loss on the training pairs, smoothed; null if not known
   * @param heldOutLoss loss on held-out pairs; null if not measured at this step
   * @param learningRate of the encoder; null if not known
   */
  public record CurvePoint(
      int step,
      @Nullable Double loss,
      @Nullable Double heldOutLoss,
      @Nullable Double learningRate) {}

  /**
   * A table under its own heading.
   *
   * @param title a few words
   * @param sentence what it shows and what good looks like
   * @param columns their names
   * @param rows each with one cell per column
   * @param words whether the cells are mostly words
   */
  public record Table(
      String title,
      String sentence,
      List<String> columns,
      List<List<String>> rows,
      @JsonIgnore boolean words) {
    public Table {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /**
   * The same predictions before and after calibration.
   *
   * @param after the predictions after calibration; null if calibration did not help and was
   *     omitted
   */
  public record CalibrationChange(Calibrated before, @Nullable Calibrated after) {}

  /**
   * How well calibrated the predictions for some rows are.
   *
   * @param scores log loss, accuracy, calibration error
   * @param perfectlyCalibrated the calibration error that chance alone would give
   * @param reliability how often they are right at each confidence
   */
  public record Calibrated(
      Scores scores, PerfectCalibration perfectlyCalibrated, Reliability reliability) {
    /** Compares predictions with votes. */
    public static Calibrated of(List<Probabilities> predictions, List<Outcome> outcomes) {
      Confidences confidences = Confidences.of(predictions, outcomes);
      return new Calibrated(
          Scores.of(RowLosses.of(predictions, outcomes)),
          confidences.perfectCalibration(),
          confidences.reliability());
    }
  }
}
