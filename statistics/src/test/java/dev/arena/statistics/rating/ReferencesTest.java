package dev.arena.statistics.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arena.statistics.rating.References.Parts;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Compares with published implementations; {@code make_references.py} made their results. */
class ReferencesTest {
  private static final int MODELS = References.MODELS;
  private static final double POINTS = 400 / Math.log(10);
  private static final References REFERENCES = References.read();

  @Test
  void bradleyTerryRatingsAreThoseOfChoixEvalicaAndStatsmodels() {
    double[] ours = fit(RatingOptions.DEFAULT).parameters();

    assertClose("rating, choix", ours, REFERENCES.vector("choix", "rating", MODELS), 1e-6);
    assertClose(
        "rating, evalica", ours, REFERENCES.vector("evalica", "bradley_terry", MODELS), 1e-6);
    assertClose(
        "rating, statsmodels", ours, REFERENCES.vector("statsmodels", "rating", MODELS), 1e-8);
  }

  @Test
  void bradleyTerryRatingsAreThoseOfArenaRankToAThousandthOfAPoint() {
    double[] ours = points(fit(RatingOptions.DEFAULT).parameters());

    assertClose(
        "rating in points, arena-rank",
        ours,
        REFERENCES.vector("arena-rank", "rating-default", MODELS),
        1e-3);
    assertClose(
        "rating in points, arena-rank with a tolerance of 1e-16",
        ours,
        REFERENCES.vector("arena-rank", "rating-tight", MODELS),
        1e-5);
  }

  @Test
  void variancesWithTheRidgeOfArenaRankAreThoseOfArenaRank() {
    RatingFit fit = fit(RatingOptions.DEFAULT);
    Covariance ours = Covariance.perVote(fit, 1e-5 * fit.battles().votes());

    assertRelative(
        "variance with ridge, arena-rank",
        model -> ours.variance(model) * POINTS * POINTS,
        REFERENCES.vector("arena-rank", "variance-tight", MODELS),
        1e-6);
  }

  @Test
  void covariancesPerVoteAndPerVoterAreThoseOfStatsmodels() {
    RatingFit fit = fit(RatingOptions.DEFAULT, Parts.VOTERS);

    assertCovariance(Covariance.perVote(fit), "statsmodels", "covariance-vote", MODELS, 1e-6);
    assertCovariance(perVoter(fit), "statsmodels", "covariance-voter", MODELS, 1e-6);
  }

  @Test
  void weightsAreThoseOfStatsmodels() {
    RatingFit fit = fit(RatingOptions.DEFAULT, Parts.VOTERS, Parts.WEIGHTS);

    assertClose(
        "weighted rating, statsmodels",
        fit.parameters(),
        REFERENCES.vector("statsmodels", "weighted-rating", MODELS),
        1e-8);
    assertCovariance(Covariance.perVote(fit), "numpy", "weighted-covariance-vote", MODELS, 1e-6);
    assertCovariance(perVoter(fit), "numpy", "weighted-covariance-voter", MODELS, 1e-6);
  }

  @Test
  void davidsonIsEvalicasNewmanAndItsCovarianceThatOfAutomaticDifferentiation() {
    RatingFit fit = fit(RatingOptions.DEFAULT.with(RatingMethod.DAVIDSON), Parts.VOTERS);

    assertClose(
        "rating, evalica.newman",
        fit.parameters(),
        REFERENCES.vector("evalica", "newman", MODELS),
        1e-10);
    assertThat(Davidson.nu(fit.parameters()[MODELS]))
        .isCloseTo(REFERENCES.value("evalica", "nu", ""), within(1e-10));
    assertCovariance(Covariance.perVote(fit), "jax", "davidson-covariance-vote", MODELS + 1, 1e-6);
    assertCovariance(perVoter(fit), "jax", "davidson-covariance-voter", MODELS + 1, 1e-6);
  }

  @Test
  void styleControlIsThatOfStatsmodelsWithTheSamePenalty() {
    assertClose(
        "style, statsmodels with L2",
        fit(RatingOptions.DEFAULT.with(StyleControl.STANDARD), Parts.STYLE).parameters(),
        REFERENCES.vector("statsmodels", "style-standard", MODELS + 4),
        1e-6);
  }

  @Test
  void styleControlWithoutPenaltyAndItsCovarianceAreThoseOfStatsmodels() {
    Battles battles = References.battles(Parts.VOTERS, Parts.STYLE);
    Components components = Components.of(battles, battles.rowWeights());
    RatedPairs pairs = RatedPairs.of(battles, components, battles.rowWeights());
    StyleScale scale = StyleScale.of(battles, false);
    Likelihood free =
        new StyledBradleyTerry(
            battles,
            components,
            battles.rowWeights(),
            new StyledBradleyTerry.StylePenalty(scale, 0, 0));
    double[] best =
        new Newton(free, components, pairs.totalWeight()).minimise(new double[MODELS + 4]);

    assertClose(
        "style without penalty, statsmodels",
        best,
        REFERENCES.vector("statsmodels", "style-free", MODELS + 4),
        1e-8);
    assertCovariance(
        perVoter(new RatingFit(battles, components, pairs, free, best, scale)),
        "statsmodels",
        "style-free-covariance-voter",
        MODELS + 4,
        1e-6);
  }

  @Test
  void theModesReproduceTheObjectivesOfFastChatAndArenaRank() {
    assertClose(
        "style, FastChat's objective",
        fit(RatingOptions.DEFAULT.with(StyleControl.FASTCHAT), Parts.STYLE).parameters(),
        REFERENCES.vector("fastchat", "style", MODELS + 4),
        1e-6);

    double[] likeArenaRank =
        fit(RatingOptions.DEFAULT.with(StyleControl.ARENA_RANK), Parts.STYLE).parameters();
    double[] coefficients = Arrays.copyOfRange(likeArenaRank, MODELS, MODELS + 4);
    assertClose(
        "style coefficients, arena-rank",
        coefficients,
        REFERENCES.vector("arena-rank", "style-coefficient", 4),
        1e-6);
    assertClose(
        "style-controlled rating in points, arena-rank",
        points(Arrays.copyOf(likeArenaRank, MODELS)),
        REFERENCES.vector("arena-rank", "style-rating", MODELS),
        1e-3);
  }

  @Test
  void quantilesAreThoseOfScipy() {
    double largest = 0;
    for (String tail : REFERENCES.keys("scipy", "normal")) {
      double expected = REFERENCES.value("scipy", "normal", tail);
      double ours = Quantiles.normal(Double.parseDouble(tail));
      assertThat(ours).as(tail).isCloseTo(expected, within(1e-14 * Math.max(1, expected)));
    }
    for (String key : REFERENCES.keys("scipy", "t")) {
      String[] parts = key.split(":");
      double expected = REFERENCES.value("scipy", "t", key);
      double ours = Quantiles.studentT(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]));
      largest = Math.max(largest, Math.abs(ours - expected) / Math.max(1, expected));
      assertThat(ours).as(key).isCloseTo(expected, within(1e-11 * Math.max(1, expected)));
    }
    report("t quantile, scipy (relative)", largest);
  }

  private static RatingFit fit(RatingOptions options, Parts... parts) {
    Battles battles = BoardAssembly.oriented(References.battles(parts), options);
    return RatingFit.of(battles, battles.rowWeights(), options);
  }

  private static Covariance perVoter(RatingFit fit) {
    return Covariance.perVoter(fit, fit.battles().rowsByVoter());
  }

  private static double[] points(double[] ratings) {
    double[] points = new double[ratings.length];
    for (int i = 0; i < points.length; i++) {
      points[i] = 1000 + POINTS * ratings[i];
    }
    return points;
  }

  private static void assertClose(String what, double[] ours, double[] expected, double tolerance) {
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(ours[i] - expected[i]));
    }
    report(what, largest);
    assertThat(largest).as(what).isLessThanOrEqualTo(tolerance);
  }

  private static void assertRelative(
      String what, IntToDoubleFunction ours, double[] expected, double tolerance) {
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(ours.applyAsDouble(i) / expected[i] - 1));
    }
    report(what + " (relative)", largest);
    assertThat(largest).as(what).isLessThanOrEqualTo(tolerance);
  }

  /** Compares variances of parameters and of their differences, relative to themselves. */
  private static void assertCovariance(
      Covariance ours, String source, String quantity, int size, double tolerance) {
    double largest = 0;
    for (int i = 0; i < size; i++) {
      double variance = REFERENCES.element(source, quantity, i, i);
      largest = Math.max(largest, Math.abs(ours.variance(i) / variance - 1));
      for (int j = 0; j < i; j++) {
        double difference =
            variance
                + REFERENCES.element(source, quantity, j, j)
                - 2 * REFERENCES.element(source, quantity, i, j);
        largest = Math.max(largest, Math.abs(ours.varianceOfDifference(i, j) / difference - 1));
      }
    }
    report(quantity + ", " + source + " (relative)", largest);
    assertThat(largest).as(quantity).isLessThanOrEqualTo(tolerance);
  }

  /** The largest differences, for the documentation: with {@code -Darena.print=true}. */
  private static void report(String what, double largest) {
    if (Boolean.getBoolean("arena.print")) {
      System.out.printf("%-60s %.1e%n", what, largest);
    }
  }
}
