package dev.arena.statistics.rating;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that fit the votes best.
 *
 * @param battles those that the likelihood refers to
 * @param parameters ratings in the order of {@link Components} (the sum over each component is
 *     zero), then the likelihood's further parameters
 * @param scale of the style features; null without style control
 */
record RatingFit(
    Battles battles,
    Components components,
    RatedPairs pairs,
    Likelihood likelihood,
    double[] parameters,
    @Nullable StyleScale scale) {

  /**
   * A coefficient that changes the log odds of a vote by more than this, without the penalty, has
   * no finite estimate.
   */
  private static final double SEPARATED = 30;

  /**
   * Fits the battles.
   *
   * @param rowWeights of the battles; rows with weight 0 do not count
   * @throws IndeterminateRatingException if the votes do not determine the parameters
   */
  static RatingFit of(Battles battles, double[] rowWeights, RatingOptions options) {
    return of(battles, Components.of(battles, rowWeights), rowWeights, options);
  }

  private static RatingFit of(
      Battles battles, Components components, double[] rowWeights, RatingOptions options) {
    RatedPairs pairs = RatedPairs.of(battles, components, rowWeights);
    Likelihood plain = new BradleyTerry(battles, pairs);
    double weight = pairs.totalWeight();
    double[] ratings =
        new Newton(plain, components, weight).minimise(new double[components.parameters()]);
    RatingFit bradleyTerry = new RatingFit(battles, components, pairs, plain, ratings, null);
    if (components.count() == 0) {
      return bradleyTerry;
    }
    return switch (options.method()) {
      case BRADLEY_TERRY ->
          options.style() == StyleControl.NONE
              ? bradleyTerry
              : bradleyTerry.styled(
                  rowWeights, options.style(), StyleScale.of(battles, options.style().centred()));
      case DAVIDSON -> bradleyTerry.davidson();
    };
  }

  /** Fits the same model to the same battles with other weights, starting from this fit. */
  RatingFit refit(double[] rowWeights, RatingOptions options) {
    RatedPairs newPairs = RatedPairs.of(battles, components, rowWeights);
    Likelihood plain = new BradleyTerry(battles, newPairs);
    if (scale != null) {
      return new RatingFit(battles, components, newPairs, plain, parameters, scale)
          .styled(rowWeights, options.style(), scale);
    }
    double[] ratings = Arrays.copyOf(parameters, components.parameters());
    RatingFit start = new RatingFit(battles, components, newPairs, plain, ratings, null);
    return switch (options.method()) {
      case BRADLEY_TERRY ->
          new RatingFit(
              battles,
              components,
              newPairs,
              plain,
              new Newton(plain, components, newPairs.totalWeight()).minimise(ratings),
              null);
      case DAVIDSON -> start.davidson();
    };
  }

  private RatingFit davidson() {
    double ties = pairs.totalTies();
    double decisive = pairs.totalDecisive();
    if (ties == 0) {
      // nu is 0, and the model is that of Bradley and Terry
      double[] ratings =
          new Newton(likelihood, components, decisive)
              .minimise(Arrays.copyOf(parameters, components.parameters()));
      return new RatingFit(battles, components, pairs, likelihood, ratings, null);
    }
    if (decisive == 0) {
      throw new IndeterminateRatingException(
          "all votes are ties; the method davidson expects votes for a winner; use the method"
              + " bradley-terry, or collect more votes");
    }
    Likelihood davidson = new Davidson(battles, pairs, components);
    double[] start = start(1);
    start[components.parameters()] = StrictMath.log(2 * ties / decisive);
    double[] best = new Newton(davidson, components, ties + decisive).minimise(start);
    return new RatingFit(battles, components, pairs, davidson, best, null);
  }

  private RatingFit styled(double[] rowWeights, StyleControl control, StyleScale styleScale) {
    StyledBradleyTerry.StylePenalty penalty =
        new StyledBradleyTerry.StylePenalty(
            styleScale, control.coefficientPenalty(battles.votes()), control.ratingPenalty());
    Likelihood styled = new StyledBradleyTerry(battles, components, rowWeights, penalty);
    double weight = pairs.totalWeight();
    double[] best = new Newton(styled, components, weight).minimise(start(StyleFeature.COUNT));
    checkNotSeparated(
        new StyledBradleyTerry(
            battles,
            components,
            rowWeights,
            new StyledBradleyTerry.StylePenalty(styleScale, 0, control.ratingPenalty())),
        best,
        styleScale);
    return new RatingFit(battles, components, pairs, styled, best, styleScale);
  }

  /**
   * The penalty always gives an estimate. Without it there is none if the votes are separated: if a
   * combination of style and ratings predicts all votes (A. Albert and J. A. Anderson, "On the
   * Existence of Maximum Likelihood Estimates in Logistic Regression Models", Biometrika 71, 1984).
   * Then the penalty alone determines the coefficients.
   */
  private void checkNotSeparated(
      Likelihood unpenalised, double[] penalisedBest, StyleScale styleScale) {
    try {
      double[] best =
          new Newton(unpenalised, components, pairs.totalWeight()).minimise(penalisedBest);
      for (int k = 0; k < StyleFeature.COUNT; k++) {
        double gamma = best[components.parameters() + k];
        if (Math.abs(gamma) * styleScale.largest()[k] > SEPARATED) {
          throw separated();
        }
      }
    } catch (IndeterminateRatingException noMaximum) {
      throw separated();
    }
  }

  private static IndeterminateRatingException separated() {
    return new IndeterminateRatingException(
        "the votes do not determine the coefficients of style: differences in style predict them"
            + " exactly, or differ in no way from each other; expected votes that a style does not"
            + " decide alone; collect more votes, or rate without style control");
  }

  private double[] start(int further) {
    return Arrays.copyOf(parameters, components.parameters() + further);
  }
}
