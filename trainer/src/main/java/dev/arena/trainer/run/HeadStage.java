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
import dev.arena.trainer.recipe.Optimisation;
import dev.arena.trainer.recipe.Recipe;
import dev.arena.trainer.teacher.Recalibration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fits heads to the training votes: first on the features alone, then, once the encoder is trained,
 * with its two scores as further inputs.
 *
 * <p>One score is the margin that the scoring vector gives to a pair, the other is what the {@link
 * TieVector} says about a tie. Votes that trained the encoder enter the fit without the scores,
 * because the encoder predicts them better than others.
 */
final class HeadStage {
  static final double FIRST_RIDGE = 30;

  private final List<EncodedVote> votes;
  private final TrainingSplit split;
  private final Targets targets;
  private final double voteShare;
  private final Optimisation.Probe probe;
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

  HeadStage(List<EncodedVote> votes, TrainingSplit split, Recipe recipe) {
    this.votes = votes;
    this.split = split;
    this.targets = new Targets(votes, recipe.distillation(), recipe.seed());
    this.voteShare = recipe.distillation().voteShare();
    this.probe = recipe.optimisation().probe();
    this.seed = recipe.seed();
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
   * @param vectors of every sequence of {@link #pairsWith}
   * @param scoringVector of the fine-tuned network
   */
  Fitted fit(PairVectors vectors, float[] scoringVector) {
    TieVector tieVector = tieVector(vectors, scoringVector.length);
    List<HeadRow> rows = new ArrayList<>();
    for (int i = 0; i < votes.size(); i++) {
      HeadRow row = features(i);
      rows.add(
          new HeadRow(
              behindScore(row.antisymmetric()),
              behindScore(row.symmetric()),
              row.target(),
              row.weight(),
              0,
              0));
    }
    addScores(rows, split.calibration(), vectors, scoringVector, tieVector);
    addScores(rows, split.heldOut(), vectors, scoringVector, tieVector);
    HeadSelection selection =
        new HeadSelection(rows, split.calibration(), calibrationOutcomes(), seed);
    HeadSelection.Selected without = selection.withoutEncoder();
    HeadSelection.Selected best = selection.best(without);
    Calibration calibration = calibration(best);
    Calibration calibrationWithout = calibration(without);
    return new Fitted(
        pairHead(calibration.applyTo(best.head()), scoringVector, tieVector),
        best,
        calibration,
        without,
        calibrationWithout,
        pairHead(calibrationWithout.applyTo(without.head()), scoringVector, tieVector),
        targets.recalibrations());
  }

  private HeadRow features(int vote) {
    EncodedPair pair = votes.get(vote).pair();
    return new HeadRow(
        antisymmetric.apply(pair.antisymmetric()),
        symmetric.apply(pair.symmetric()),
        targets.of(vote),
        targets.weight(vote),
        0,
        0);
  }

  private static double[] behindScore(double[] features) {
    double[] inputs = new double[features.length + 1];
    System.arraycopy(features, 0, inputs, 1, features.length);
    return inputs;
  }

  /** Without votes to fit it to, the tie vector is zero. */
  private TieVector tieVector(PairVectors vectors, int hidden) {
    List<Integer> known = knownTies();
    if (known.isEmpty()) {
      return TieVector.zero(hidden);
    }
    return TieVector.fit(
        known.stream().map(this::features).toList(),
        known.stream()
            .map(i -> votes.get(i).pair())
            .map(pair -> TieVector.sum(vectors.of(pair.first()), vectors.of(pair.second())))
            .toList(),
        probe.ridge());
  }

  /**
   * Votes that may train the encoder and that say how probable a tie is, a random sample if they
   * are many.
   */
  private List<Integer> knownTies() {
    List<Integer> known =
        Stream.concat(split.ties().stream(), split.train().stream())
            .filter(i -> !votes.get(i).tieFree() || votes.get(i).label().isPresent())
            .sorted()
            .collect(Collectors.toCollection(ArrayList::new));
    Collections.shuffle(known, new Random(seed));
    return known.subList(0, Math.min(probe.pairs(), known.size()));
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
    knownTies().forEach(i -> pairs.add(votes.get(i).pair()));
    others.forEach(vote -> pairs.add(vote.pair()));
    return pairs;
  }

  private void addScores(
      List<HeadRow> rows,
      List<Integer> indices,
      PairVectors vectors,
      float[] scoringVector,
      TieVector tieVector) {
    for (int i : indices) {
      float[] first = vectors.of(votes.get(i).pair().first());
      float[] second = vectors.of(votes.get(i).pair().second());
      double score = 0;
      for (int j = 0; j < scoringVector.length; j++) {
        score += scoringVector[j] * ((double) first[j] - second[j]);
      }
      rows.get(i).antisymmetric()[0] = score;
      rows.get(i).symmetric()[0] = tieVector.score(first, second);
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

  private PairHead pairHead(DavidsonHead head, float[] scoringVector, TieVector tieVector) {
    double[] winner = new double[scoringVector.length];
    Arrays.setAll(winner, j -> head.antisymmetric()[0] * scoringVector[j]);
    double[] tie = new double[scoringVector.length];
    Arrays.setAll(tie, j -> head.symmetric()[0] * tieVector.weights()[j]);
    return new PairHead(
        winner,
        tie,
        antisymmetric,
        Arrays.copyOfRange(head.antisymmetric(), 1, head.antisymmetric().length),
        symmetric,
        Arrays.copyOfRange(head.symmetric(), 1, head.symmetric().length),
        head.constant() + head.symmetric()[0] * tieVector.scoreOfZero());
  }

  /**
   * The head for the network's current weights, and its evaluation.
   *
   * @param fitted the head
   * @param vectors of every sequence of {@link #pairsWith}
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
