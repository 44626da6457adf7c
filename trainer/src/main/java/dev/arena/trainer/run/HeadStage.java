package dev.arena.trainer.run;

import dev.arena.models.Probabilities;
import dev.arena.models.encode.EncodedPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.evaluate.RowLosses;
import dev.arena.trainer.head.Calibration;
import dev.arena.trainer.head.DavidsonHead;
import dev.arena.trainer.head.FeatureScaling;
import dev.arena.trainer.head.HeadFit;
import dev.arena.trainer.head.HeadRow;
import dev.arena.trainer.head.HeadSelection;
import dev.arena.trainer.head.PairHead;
import dev.arena.trainer.head.Target;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.recipe.Distillation;
import dev.arena.trainer.teacher.Recalibration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Fits heads to the training votes: first on the features alone, then, once the encoder is trained,
 * with its score as a further input.
 *
 * <p>The score is the margin that the scoring vector gives to a pair. Votes that trained the
 * encoder enter the fit without it, because the encoder predicts them better than others.
 */
final class HeadStage {
  static final double FIRST_RIDGE = 30;

  private final List<EncodedVote> votes;
  private final TrainingSplit split;
  private final Targets targets;
  private final double voteShare;
  private final FeatureScaling antisymmetric;
  private final FeatureScaling symmetric;
  private final long seed;

  /**
   * A head for a bundle, and how it did out of fold.
   *
   * @param head the head, including its calibration
   * @param selected the head, and whether it has the encoder's score
   * @param calibration the calibration that the head includes
   * @param featuresOnly the head without the encoder
   * @param featuresCalibration the calibration of that head
   * @param featuresHead that head with its calibration, for use on pairs
   * @param recalibrations the calibration of each teacher
   */
  record Fitted(
      PairHead head,
      HeadSelection.Selected selected,
      Calibration calibration,
      HeadSelection.Selected featuresOnly,
      Calibration featuresCalibration,
      PairHead featuresHead,
      List<Recalibration> recalibrations) {
    /**
     * The calibrated predictions of the calibration votes, each by a head that was fitted without
     * that vote; empty if there are too few such votes.
     */
    List<Probabilities> outOfFold() {
      return calibration.probabilities(selected.predictions());
    }

    /**
     * The change that the encoder causes in the out-of-fold loss; below zero, the encoder helps.
     */
    RowLosses.Difference encoderDifference() {
      return RowLosses.Difference.of(selected.losses(), featuresOnly.losses());
    }
  }

  HeadStage(List<EncodedVote> votes, TrainingSplit split, Distillation distillation, long seed) {
    this.votes = votes;
    this.split = split;
    this.targets = new Targets(votes, distillation, seed);
    this.voteShare = distillation.voteShare();
    this.seed = seed;
    this.antisymmetric =
        FeatureScaling.ofAntisymmetric(
            votes.stream().map(vote -> vote.pair().antisymmetric()).toList());
    this.symmetric =
        FeatureScaling.ofSymmetric(
            votes.stream()
                .filter(vote -> !vote.tieFree())
                .map(vote -> vote.pair().symmetric())
                .toList());
  }

  /**
   * The two-way margin of A for every vote, predicted from the features alone by a model that is
   * fitted only to the votes that train the encoder. The encoder need not learn these margins.
   */
  double[] featureMargins() {
    FeatureScaling scaling =
        FeatureScaling.ofAntisymmetric(
            split.train().stream().map(i -> votes.get(i).pair().antisymmetric()).toList());
    List<HeadRow> rows = new ArrayList<>();
    for (int i : split.train()) {
      EncodedVote vote = votes.get(i);
      rows.add(vote.tieFreeRow(scaling.apply(vote.pair().antisymmetric()), voteShare));
    }
    DavidsonHead head = HeadFit.fit(rows, HeadFit.Penalty.uniform(rows.get(0), FIRST_RIDGE, 1));
    double[] margins = new double[votes.size()];
    for (int i = 0; i < margins.length; i++) {
      double[] x = scaling.apply(votes.get(i).pair().antisymmetric());
      margins[i] =
          head.difference(new HeadRow(x, new double[0], Target.of(votes.get(i).outcome(), false)));
    }
    return margins;
  }

  /**
   * Fits the head of the bundle.
   *
   * @param vectors of every sequence of the votes that the encoder does not train on
   * @param scoringVector of the fine-tuned network
   */
  Fitted fit(PairVectors vectors, float[] scoringVector) {
    List<HeadRow> rows = new ArrayList<>();
    for (int i = 0; i < votes.size(); i++) {
      EncodedVote vote = votes.get(i);
      double[] features = antisymmetric.apply(vote.pair().antisymmetric());
      double[] inputs = new double[features.length + 1];
      System.arraycopy(features, 0, inputs, 1, features.length);
      rows.add(
          new HeadRow(
              inputs,
              symmetric.apply(vote.pair().symmetric()),
              targets.of(i),
              targets.weight(i),
              0,
              0));
    }
    addScores(rows, split.calibration(), vectors, scoringVector);
    addScores(rows, split.heldOut(), vectors, scoringVector);
    HeadSelection selection =
        new HeadSelection(rows, split.calibration(), calibrationOutcomes(), seed);
    HeadSelection.Selected without = selection.withoutEncoder();
    HeadSelection.Selected best = selection.best(without);
    Calibration calibration = calibration(best);
    Calibration calibrationWithout = calibration(without);
    return new Fitted(
        pairHead(calibration.applyTo(best.head()), scoringVector),
        best,
        calibration,
        without,
        calibrationWithout,
        pairHead(calibrationWithout.applyTo(without.head()), scoringVector),
        targets.recalibrations());
  }

  /**
   * Fits the head for the current weights of a network, and evaluates both.
   *
   * @param validation rows to evaluate on, if a file was named
   */
  Assessment assess(PreferenceNetwork network, ValidationReport.@Nullable Rows validation) {
    PairVectors vectors = new PairVectors();
    vectors.add(network, pairsWith(validation == null ? List.of() : validation.votes()));
    Fitted fitted = fit(vectors, network.scoringVector());
    return new Assessment(
        fitted,
        vectors,
        validation == null
            ? null
            : validation.losses(
                validation.votes().stream()
                    .map(vote -> vectors.probabilities(fitted.head(), vote.pair()))
                    .toList()));
  }

  /** The pairs whose vectors {@link #fit} reads, and the pairs of {@code others}. */
  List<EncodedPair> pairsWith(List<EncodedVote> others) {
    List<EncodedPair> pairs = new ArrayList<>();
    split.calibration().forEach(i -> pairs.add(votes.get(i).pair()));
    split.heldOut().forEach(i -> pairs.add(votes.get(i).pair()));
    others.forEach(vote -> pairs.add(vote.pair()));
    return pairs;
  }

  private void addScores(
      List<HeadRow> rows, List<Integer> indices, PairVectors vectors, float[] scoringVector) {
    for (int i : indices) {
      float[] first = vectors.of(votes.get(i).pair().first());
      float[] second = vectors.of(votes.get(i).pair().second());
      double score = 0;
      for (int j = 0; j < scoringVector.length; j++) {
        score += scoringVector[j] * ((double) first[j] - second[j]);
      }
      rows.get(i).antisymmetric()[0] = score;
    }
  }

  private Calibration calibration(HeadSelection.Selected selected) {
    if (selected.predictions().isEmpty()) {
      return Calibration.NONE;
    }
    return Calibration.fit(selected.predictions(), calibrationOutcomes(), seed + 1);
  }

  private List<Outcome> calibrationOutcomes() {
    return split.calibration().stream().map(i -> votes.get(i).outcome()).toList();
  }

  private PairHead pairHead(DavidsonHead head, float[] scoringVector) {
    double[] scaled = new double[scoringVector.length];
    for (int j = 0; j < scaled.length; j++) {
      scaled[j] = head.antisymmetric()[0] * scoringVector[j];
    }
    return new PairHead(
        scaled,
        antisymmetric,
        Arrays.copyOfRange(head.antisymmetric(), 1, head.antisymmetric().length),
        symmetric,
        head.symmetric(),
        head.constant());
  }

  /**
   * The head for the network's current weights, and its evaluation.
   *
   * @param fitted the head
   * @param vectors of every sequence of the votes that the encoder does not train on
   * @param validation losses on the validation rows, if there are any
   */
  record Assessment(Fitted fitted, PairVectors vectors, @Nullable RowLosses validation) {
    /** Lines for the terminal. */
    List<String> sentences() {
      List<String> sentences = new ArrayList<>();
      if (!fitted.selected().predictions().isEmpty()) {
        sentences.add(
            String.format(
                Locale.ROOT,
                "log loss out of fold %.4f on %d calibration rows (features alone %.4f)",
                fitted.selected().meanLoss(),
                fitted.selected().losses().length,
                fitted.featuresOnly().meanLoss()));
      }
      if (validation != null) {
        sentences.add(
            String.format(
                Locale.ROOT,
                "log loss %.4f, accuracy %.3f on the %d validation rows",
                validation.logLoss(),
                validation.accuracy(),
                validation.rows()));
      }
      return sentences;
    }
  }
}
