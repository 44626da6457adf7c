package dev.arena.trainer.head;

import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.head.HeadFit.Penalty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Fits a head with the encoder's scores and one without them, and selects one of them.
 *
 * <p>The first antisymmetric and the first symmetric input are scores; the others are features. A
 * score is already in logits, so its coefficient is held near 1. A ridge that pulled it to 0 would
 * discard most of what the encoder knows, because a few hundred rows that may be ties say little
 * about it. The ridges are fixed: choosing among several by cross-validation gained nothing on
 * other rows ({@code docs/decisions/0013-head-without-a-search.md}).
 *
 * <p>The encoder is omitted only if it did harm out of fold by more than one standard error. A
 * smaller difference says nothing about future rows.
 */
public final class HeadSelection {
  private static final int FOLDS = 10;
  private static final int FEWEST_CALIBRATION_ROWS = 30;
  private static final double RIDGE = 30;
  private static final double SCORE_RIDGE = 10;
  private static final double TIE_FREE_WEIGHT = 0.1;

  private final List<HeadRow> rows;
  private final List<Integer> calibration;
  private final List<Target> votes;
  private final Folds folds;

  /**
   * A head and its results on calibration rows that it had not seen.
   *
   * @param head fitted to all rows, before calibration; it takes rows without offsets
   * @param usesEncoder whether the head uses the encoder's scores
   * @param losses out-of-fold losses, in the order of the calibration rows; empty if too few exist
   * @param predictions out-of-fold {@code d} and {@code t}, in the order of the calibration rows
   */
  public record Selected(
      DavidsonHead head, boolean usesEncoder, double[] losses, List<double[]> predictions) {
    /** The mean out-of-fold loss; NaN if there were too few rows. */
    public double meanLoss() {
      return Arrays.stream(losses).average().orElse(Double.NaN);
    }

    private boolean isWorseThan(Selected other) {
      double[] differences =
          IntStream.range(0, losses.length).mapToDouble(i -> losses[i] - other.losses[i]).toArray();
      double mean = Arrays.stream(differences).average().orElse(0);
      double squares = Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
      return mean > Math.sqrt(squares / (losses.length - 1.0) / losses.length);
    }
  }

  /**
   * @param rows all training rows, without offsets
   * @param calibration indices of rows that may be ties and that the encoder was not trained on
   * @param votes on these rows; the heads are evaluated on the votes even if they learn soft labels
   */
  public HeadSelection(
      List<HeadRow> rows, List<Integer> calibration, List<Outcome> votes, long seed) {
    this.rows = rows;
    this.calibration = calibration;
    this.votes = votes.stream().map(vote -> Target.of(vote, false)).toList();
    this.folds = new Folds(calibration.size(), FOLDS, seed);
  }

  /** The fixed settings by name, for the provenance. */
  public static Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("head_ridge", RIDGE);
    settings.put("score_ridge", SCORE_RIDGE);
    settings.put("tie_free_weight", TIE_FREE_WEIGHT);
    settings.put("head_folds", FOLDS);
    return settings;
  }

  /**
   * The head to use: the one with the encoder, unless the encoder did harm.
   *
   * @param without the head without the encoder, from {@link #withoutEncoder}
   */
  public Selected best(Selected without) {
    Selected with = withEncoder();
    return calibration.size() >= FEWEST_CALIBRATION_ROWS && with.isWorseThan(without)
        ? without
        : with;
  }

  Selected withEncoder() {
    return selected(true);
  }

  /** The head that uses only the features. */
  public Selected withoutEncoder() {
    return selected(false);
  }

  private Selected selected(boolean usesEncoder) {
    if (calibration.size() < FEWEST_CALIBRATION_ROWS) {
      return new Selected(fit(usesEncoder, null), usesEncoder, new double[0], List.of());
    }
    List<DavidsonHead> heads =
        IntStream.range(0, folds.count())
            .parallel()
            .mapToObj(fold -> fit(usesEncoder, fold))
            .toList();
    double[] losses = new double[calibration.size()];
    List<double[]> predictions = new ArrayList<>();
    for (int i = 0; i < losses.length; i++) {
      DavidsonHead head = heads.get(folds.of(i));
      HeadRow row = rows.get(calibration.get(i));
      losses[i] = votes.get(i).loss(head.difference(row), head.tie(row));
      predictions.add(new double[] {head.difference(row), head.tie(row)});
    }
    return new Selected(fit(usesEncoder, null), usesEncoder, losses, predictions);
  }

  private DavidsonHead fit(boolean usesEncoder, @Nullable Integer leftOut) {
    boolean[] out = new boolean[rows.size()];
    for (int i = 0; i < calibration.size(); i++) {
      out[calibration.get(i)] = leftOut != null && folds.of(i) == leftOut;
    }
    List<HeadRow> kept = new ArrayList<>();
    for (int i = 0; i < out.length; i++) {
      if (!out[i]) {
        kept.add(usesEncoder ? startingAtScore(rows.get(i)) : withoutScore(rows.get(i)));
      }
    }
    Penalty penalty = Penalty.uniform(rows.get(0), RIDGE, TIE_FREE_WEIGHT);
    penalty.antisymmetric()[0] = SCORE_RIDGE;
    penalty.symmetric()[0] = SCORE_RIDGE;
    DavidsonHead head = HeadFit.fit(kept, penalty);
    return new DavidsonHead(
        withScore(head.antisymmetric(), usesEncoder),
        withScore(head.symmetric(), usesEncoder),
        head.constant());
  }

  private static double[] withScore(double[] fitted, boolean usesEncoder) {
    double[] coefficients = fitted.clone();
    coefficients[0] = usesEncoder ? 1 + coefficients[0] : 0;
    return coefficients;
  }

  private static HeadRow startingAtScore(HeadRow row) {
    return row.withOffsets(row.antisymmetric()[0], row.symmetric()[0]);
  }

  private static HeadRow withoutScore(HeadRow row) {
    double[] antisymmetric = row.antisymmetric().clone();
    antisymmetric[0] = 0;
    double[] symmetric = row.symmetric().clone();
    symmetric[0] = 0;
    return new HeadRow(antisymmetric, symmetric, row.target(), row.weight(), 0, 0);
  }
}
