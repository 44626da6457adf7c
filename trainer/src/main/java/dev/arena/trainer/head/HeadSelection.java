package dev.arena.trainer.head;

import dev.arena.trainer.head.HeadFit.Penalty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fits a head whose ridges and calibration are chosen out of fold.
 *
 * <p>The first antisymmetric input is the encoder's score, the others are features. The score has a
 * ridge of its own, up to one that shuts it out: where the encoder does not help rows it has not
 * seen, its part shrinks to nothing.
 *
 * <p>The choice with the least mean loss is taken, so the encoder takes part if its mean difference
 * is below zero, however small. Asking for a standard error more would only move the coin that is
 * tossed: on the 577 natural rows of the shipped model gain and standard error are both 0.0029. The
 * loss of the choice is a selection score, better than the truth by having been chosen.
 */
public final class HeadSelection {
  private static final int FOLDS = 10;
  private static final int FEWEST_JUDGED = 30;
  private static final double SHUT_OUT = 1e12;
  private static final List<Double> RIDGES = List.of(10.0, 30.0, 100.0);
  private static final List<Double> SCORE_RIDGES = List.of(1.0, 10.0, 30.0, SHUT_OUT);
  private static final List<Double> DECISIVE_WEIGHTS = List.of(0.05, 0.1, 0.2);

  private final List<HeadRow> rows;
  private final List<Integer> judged;
  private final Folds folds;

  /**
   * A way to fit.
   *
   * @param ridge of the features
   * @param scoreRidge of the encoder's score
   * @param decisiveWeight of decisive rows
   */
  public record Choice(double ridge, double scoreRidge, double decisiveWeight) {
    private static final Choice CAREFUL = new Choice(30, 10, 0.1);

    /** Whether the encoder's score takes part. */
    public boolean usesEncoder() {
      return scoreRidge < SHUT_OUT;
    }

    private Choice withoutEncoder() {
      return new Choice(ridge, SHUT_OUT, decisiveWeight);
    }
  }

  /**
   * A head and how it did on judged rows that it had not seen.
   *
   * @param head fitted to all rows, without the calibration
   * @param choice how it was fitted
   * @param losses out of fold, in the order of the judged rows; empty when there were too few
   * @param predictions out of fold {@code d} and {@code t}, in the order of the judged rows
   */
  public record Selected(
      DavidsonHead head, Choice choice, double[] losses, List<double[]> predictions) {
    /** Mean loss out of fold; NaN when there were too few rows. */
    public double meanLoss() {
      return Arrays.stream(losses).average().orElse(Double.NaN);
    }
  }

  /**
   * @param rows all rows to learn from
   * @param judged indices of rows with all three outcomes that the encoder has not learned from
   */
  public HeadSelection(List<HeadRow> rows, List<Integer> judged, long seed) {
    this.rows = rows;
    this.judged = judged;
    this.folds = new Folds(judged.size(), FOLDS, seed);
  }

  /** What was tried, by name, for the provenance. */
  public static Map<String, Object> tried() {
    return Map.of(
        "folds", FOLDS,
        "fewest_judged", FEWEST_JUDGED,
        "ridges", RIDGES,
        "score_ridges", SCORE_RIDGES,
        "decisive_weights", DECISIVE_WEIGHTS);
  }

  /** The best head, with or without the encoder. */
  public Selected best() {
    return select(choices(SCORE_RIDGES), Choice.CAREFUL);
  }

  /** The best head that reads the features alone. */
  public Selected bestWithoutEncoder() {
    return select(choices(List.of(SHUT_OUT)), Choice.CAREFUL.withoutEncoder());
  }

  private List<Choice> choices(List<Double> scoreRidges) {
    boolean anyDecisive = rows.stream().anyMatch(HeadRow::decisive);
    List<Choice> choices = new ArrayList<>();
    for (double ridge : RIDGES) {
      for (double scoreRidge : scoreRidges) {
        for (double weight : anyDecisive ? DECISIVE_WEIGHTS : List.of(0.1)) {
          choices.add(new Choice(ridge, scoreRidge, weight));
        }
      }
    }
    return choices;
  }

  private Selected select(List<Choice> choices, Choice otherwise) {
    if (judged.size() < FEWEST_JUDGED) {
      return new Selected(fit(otherwise, null), otherwise, new double[0], List.of());
    }
    return choices.parallelStream().map(this::outOfFold).toList().stream()
        .min(Comparator.comparingDouble(Selected::meanLoss))
        .map(
            best ->
                new Selected(
                    fit(best.choice(), null), best.choice(), best.losses(), best.predictions()))
        .orElseThrow();
  }

  private Selected outOfFold(Choice choice) {
    List<DavidsonHead> heads = new ArrayList<>();
    for (int fold = 0; fold < folds.count(); fold++) {
      heads.add(fit(choice, fold));
    }
    double[] losses = new double[judged.size()];
    List<double[]> predictions = new ArrayList<>();
    for (int i = 0; i < losses.length; i++) {
      DavidsonHead head = heads.get(folds.of(i));
      HeadRow row = rows.get(judged.get(i));
      losses[i] = head.loss(row);
      predictions.add(new double[] {head.difference(row), head.tie(row)});
    }
    return new Selected(heads.get(0), choice, losses, predictions);
  }

  private DavidsonHead fit(Choice choice, @Nullable Integer leftOut) {
    List<HeadRow> kept = rows;
    if (leftOut != null) {
      boolean[] out = new boolean[rows.size()];
      for (int i = 0; i < judged.size(); i++) {
        out[judged.get(i)] = folds.of(i) == leftOut;
      }
      kept = new ArrayList<>();
      for (int i = 0; i < out.length; i++) {
        if (!out[i]) {
          kept.add(rows.get(i));
        }
      }
    }
    Penalty penalty = Penalty.uniform(rows.get(0), choice.ridge(), choice.decisiveWeight());
    penalty.antisymmetric()[0] = choice.scoreRidge();
    return HeadFit.fit(kept, penalty);
  }
}
