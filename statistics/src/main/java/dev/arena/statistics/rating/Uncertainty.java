package dev.arena.statistics.rating;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How precisely a fit's parameters are known, and where the votes do not tell. Intervals per vote
 * use the normal distribution. Intervals per voter multiply variances by {@code v / (v - 1)} and
 * use Student's t with {@code v - 1} degrees of freedom (A. C. Cameron and D. L. Miller, "A
 * Practitioner's Guide to Cluster-Robust Inference", Journal of Human Resources 50, 2015, section
 * VI). For a rating, v is the number of voters who judged the model, and for a difference the
 * smaller of the two models' numbers: with the number of all voters, intervals of a model that 5 of
 * 20 voters judged contain its rating in 87 % of simulations instead of 95 %.
 *
 * <p>A model that fewer than five voters judged has no interval per voter: with one voter the sum
 * of that voter's scores is zero where the likelihood is largest, so that the interval would be far
 * too narrow.
 */
final class Uncertainty {
  static final int FEWEST_VOTERS = 10;
  static final int FEWEST_VOTERS_OF_MODEL = 5;

  /** A smaller variance, in units of the parameters, is none but for rounding. */
  private static final double NO_VARIANCE = 1e-18;

  private final RatingFit fit;
  private final VoterCounts voters;
  private final Basis basis;
  private final @Nullable Covariance covariance;
  private final List<String> warnings = new ArrayList<>();
  private final Map<Confidence, Double> multiples = new HashMap<>();

  private enum Basis {
    VOTES,
    VOTERS,
    NOTHING
  }

  Uncertainty(RatingFit fit, Battles.VoterRows byVoter, VoterCounts voters, IntervalMethod method) {
    this.fit = fit;
    this.voters = voters;
    basis = basis(method);
    covariance =
        switch (basis) {
          case VOTES -> Covariance.perVote(fit);
          case VOTERS -> Covariance.perVoter(fit, byVoter);
          case NOTHING -> null;
        };
    warnAboutModels();
    warnAboutEqualVotes();
  }

  private Basis basis(IntervalMethod method) {
    Components components = fit.components();
    if (method == IntervalMethod.NONE || components.count() == 0) {
      return Basis.NOTHING;
    }
    boolean voterIsKnown = voters.known() > 0;
    if (method == IntervalMethod.PER_VOTE
        || (method == IntervalMethod.AUTOMATIC && !voterIsKnown)) {
      warnings.add(
          "intervals take each vote as independent: they are too narrow if some people voted often"
              + (voterIsKnown ? "; voters are known, so intervals per voter are possible" : ""));
      return Basis.VOTES;
    }
    if (voters.anonymous() > 0 && voterIsKnown) {
      warnings.add(
          voters.anonymous()
              + (voters.anonymous() == 1 ? " vote has" : " votes have")
              + " no voter; intervals take each of them as the vote of another person");
    }
    boolean isEnough = false;
    for (int c = 0; c < components.count(); c++) {
      int known = voters.knownOfComponent()[c];
      if (known >= FEWEST_VOTERS) {
        isEnough = true;
      } else {
        warnings.add(
            (components.count() == 1 ? "" : "component " + (c + 1) + ": ")
                + known
                + (known == 1 ? " known voter" : " known voters")
                + "; intervals need at least "
                + FEWEST_VOTERS);
      }
    }
    return isEnough ? Basis.VOTERS : Basis.NOTHING;
  }

  private void warnAboutModels() {
    if (basis != Basis.VOTERS) {
      return;
    }
    int few = 0;
    for (int p = 0; p < fit.components().parameters(); p++) {
      few += hasEnoughVoters(p) ? 0 : 1;
    }
    if (few > 0) {
      warnings.add(
          few
              + (few == 1 ? " model was" : " models were")
              + " judged by fewer than "
              + FEWEST_VOTERS_OF_MODEL
              + " voters and "
              + (few == 1 ? "has" : "have")
              + " no interval");
    }
  }

  private void warnAboutEqualVotes() {
    int equal = 0;
    for (int p = 0; p < fit.components().parameters(); p++) {
      equal += isJudgedByEnough(p) && !varies(p) ? 1 : 0;
    }
    if (equal > 0) {
      warnings.add(
          equal
              + (equal == 1 ? " model has" : " models have")
              + " no interval: all "
              + (basis == Basis.VOTERS ? "voters" : "votes")
              + " agree, for example that it is a tie");
    }
  }

  List<String> warnings() {
    return warnings;
  }

  /** Whether at least five voters judged a model; an anonymous vote counts as a voter. */
  boolean hasEnoughVoters(int parameter) {
    return voters(parameter) >= FEWEST_VOTERS_OF_MODEL;
  }

  private long voters(int parameter) {
    return voters.independentOfModel()[fit.components().modelOf(parameter)];
  }

  /** Half the width of a rating's interval, in units of the parameters; null if there is none. */
  @Nullable Double halfWidth(int parameter, double level) {
    if (covariance == null || !isKnown(parameter)) {
      return null;
    }
    return Math.sqrt(covariance.variance(parameter)) * multiple(voters(parameter), level);
  }

  /** Half the width of the interval of a further parameter; null if there is none. */
  @Nullable Double halfWidthOfFurther(int index, double level) {
    int parameter = fit.components().parameters() + index;
    if (covariance == null
        || !varies(parameter)
        || (basis == Basis.VOTERS && voters.ratedKnown() < FEWEST_VOTERS)) {
      return null;
    }
    return Math.sqrt(covariance.variance(parameter)) * multiple(voters.ratedIndependent(), level);
  }

  /**
   * The range of ranks that a rating may have. An other model is above if the interval of the
   * difference, at a level of {@code 1 - alpha / (K - 1)} with K models in the component, is above
   * zero (Bonferroni's inequality over the K - 1 comparisons of one model; so the range is right
   * for each model by itself, not for all together).
   *
   * @param alpha 0.05 for a level of 95 %
   */
  RankRange ranks(int parameter, double alpha) {
    Components components = fit.components();
    int component = components.componentOfParameter(parameter);
    int size = components.size(component);
    if (covariance == null || !isKnown(parameter)) {
      return new RankRange(1, size);
    }
    double level = 1 - alpha / (size - 1);
    double[] ratings = fit.parameters();
    int above = 0;
    int below = 0;
    int from = components.start(component);
    for (int other = from; other < from + size; other++) {
      if (other != parameter && isKnown(other)) {
        double difference = ratings[other] - ratings[parameter];
        double half =
            Math.sqrt(covariance.varianceOfDifference(parameter, other))
                * multiple(Math.min(voters(parameter), voters(other)), level);
        above += difference - half > 0 ? 1 : 0;
        below += difference + half < 0 ? 1 : 0;
      }
    }
    return new RankRange(1 + above, size - below);
  }

  record RankRange(int best, int worst) {}

  private boolean isKnown(int parameter) {
    return isJudgedByEnough(parameter) && varies(parameter);
  }

  /**
   * Without residuals, the sandwich estimate of a variance is zero, however few votes there are.
   */
  private boolean varies(int parameter) {
    return covariance != null && covariance.variance(parameter) > NO_VARIANCE;
  }

  private boolean isJudgedByEnough(int parameter) {
    return switch (basis) {
      case VOTES -> true;
      case VOTERS ->
          hasEnoughVoters(parameter)
              && voters.knownOfComponent()[fit.components().componentOfParameter(parameter)]
                  >= FEWEST_VOTERS;
      case NOTHING -> false;
    };
  }

  /** What a standard error is multiplied by. */
  private double multiple(long independentVoters, double level) {
    double tail = 0.5 * (1 - level);
    if (basis == Basis.VOTES) {
      return Quantiles.normal(tail);
    }
    double v = independentVoters;
    return multiples.computeIfAbsent(
        new Confidence(independentVoters, level),
        key -> Math.sqrt(v / (v - 1)) * Quantiles.studentT(tail, v - 1));
  }

  private record Confidence(long voters, double level) {}
}
