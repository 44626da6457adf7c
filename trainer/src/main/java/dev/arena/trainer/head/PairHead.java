package dev.arena.trainer.head;

import dev.arena.schemas.csv.Outcome;

/**
 * The head of a bundle, which turns the two vectors and the raw features of a pair into outcome
 * probabilities. Its weights include the calibration.
 *
 * @param scoringVector {@code w}, weights of the vectors' difference {@code first - second}
 * @param tieVector weights of the vectors' sum {@code first + second} in the tie's logit
 * @param antisymmetricScaling scaling of the antisymmetric features
 * @param antisymmetric weights of the scaled features
 * @param symmetricScaling scaling of the symmetric features
 * @param symmetric weights of the scaled features
 * @param constant added to the tie's logit
 */
public record PairHead(
    double[] scoringVector,
    double[] tieVector,
    FeatureScaling antisymmetricScaling,
    double[] antisymmetric,
    FeatureScaling symmetricScaling,
    double[] symmetric,
    double constant) {
  /** Any target, because a prediction does not depend on what the row teaches. */
  private static final Target ANY = Target.of(Outcome.WINNER_TIE, false);

  /** The probabilities of A, B and tie. */
  public double[] probabilities(
      float[] first, float[] second, float[] antisymmetricValues, float[] symmetricValues) {
    double difference = 0;
    double tie = 0;
    for (int i = 0; i < scoringVector.length; i++) {
      difference += scoringVector[i] * ((double) first[i] - second[i]);
      tie += tieVector[i] * ((double) first[i] + second[i]);
    }
    DavidsonHead features = new DavidsonHead(antisymmetric, symmetric, constant);
    HeadRow row =
        new HeadRow(
            antisymmetricScaling.apply(antisymmetricValues),
            symmetricScaling.apply(symmetricValues),
            ANY);
    return DavidsonHead.probabilities(
        difference + features.difference(row), tie + features.tie(row));
  }
}
