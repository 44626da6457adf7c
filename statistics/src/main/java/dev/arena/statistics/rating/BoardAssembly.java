package dev.arena.statistics.rating;

import dev.arena.statistics.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Fits battles and turns the fit into a {@link RatingBoard}. */
final class BoardAssembly {
  /** Points for one unit of the logit: 400 points are odds of 10 to 1, as for Elo ratings. */
  static final double POINTS = 400 / StrictMath.log(10);

  private static final double MEAN_RATING = 1000;
  private static final double STATUS_LEVEL = 0.95;
  private static final double USABLE = 60;
  private static final double ESTABLISHED = 30;

  private final Battles battles;
  private final RatingOptions options;
  private final RatingFit fit;
  private final Components components;
  private final VoterCounts voters;
  private final Uncertainty uncertainty;
  private final List<String> warnings = new ArrayList<>();

  BoardAssembly(Battles given, RatingOptions options) {
    this.options = options;
    battles = oriented(given, options);
    fit = RatingFit.of(battles, battles.rowWeights(), options);
    components = fit.components();
    Battles.VoterRows byVoter = battles.rowsByVoter();
    voters = VoterCounts.of(battles, components, byVoter);
    uncertainty = new Uncertainty(fit, byVoter, voters, options.intervals());
  }

  /** The battles in the form that the style control needs. */
  static Battles oriented(Battles given, RatingOptions options) {
    if (options.style() == StyleControl.NONE) {
      return given;
    }
    if (!given.hasStyle()) {
      throw new IllegalArgumentException(
          "style control was requested for battles without style; expected the style differences of"
              + " each battle; add them, or rate without style control");
    }
    return options.style().centred() ? given.splitByOrientation() : given;
  }

  RatingBoard board() {
    double[] shift = shifts();
    RatingBoard.Totals totals = totals();
    List<BoardRow> rows = rows(shift);
    warnAboutComponents(totals);
    List<StyleCoefficient> style = style();
    List<String> all = new ArrayList<>(uncertainty.warnings());
    all.addAll(warnings);
    return new RatingBoard(options.name(), totals, components.count(), nu(), style, all, rows);
  }

  /** What is added to the ratings of each component, in points. */
  private double[] shifts() {
    double[] shift = new double[components.count()];
    Arrays.fill(shift, MEAN_RATING);
    RatingAnchor anchor = options.anchor();
    if (anchor != null) {
      int model = battles.models().indexOf(anchor.model());
      if (model < 0 || !components.isRated(model)) {
        warnings.add(
            "the anchor "
                + anchor.model()
                + " has no rating; the ratings of each component have a mean of 1000");
      } else {
        int parameter = components.parameterOf(model);
        shift[components.componentOfParameter(parameter)] =
            anchor.rating() - POINTS * fit.parameters()[parameter];
      }
    }
    return shift;
  }

  private RatingBoard.Totals totals() {
    long votes = 0;
    long rated = 0;
    long ties = 0;
    for (int row = 0; row < battles.rows(); row++) {
      int count = battles.count(row);
      votes += count;
      ties += battles.result(row) == Battles.TIE ? count : 0;
      rated += fit.pairs().ofPair()[battles.pair(row)] >= 0 ? count : 0;
    }
    return new RatingBoard.Totals(
        votes, rated, ties, voters.known(), voters.anonymous(), voters.largest());
  }

  private List<BoardRow> rows(double[] shift) {
    BoardRow.Counts[] counts = counts();
    List<BoardRow> rows = new ArrayList<>();
    for (int model = 0; model < counts.length; model++) {
      String name = battles.models().get(model);
      if (!components.isRated(model)) {
        rows.add(new BoardRow(name, counts[model], RatingStatus.UNRANKED, null));
      } else {
        int parameter = components.parameterOf(model);
        rows.add(new BoardRow(name, counts[model], status(parameter), standing(parameter, shift)));
      }
    }
    rows.sort(
        Comparator.comparingInt(BoardAssembly::component)
            .thenComparing(BoardAssembly::rating, Comparator.reverseOrder())
            .thenComparing(row -> row.counts().votes(), Comparator.reverseOrder())
            .thenComparing(BoardRow::model));
    return rows;
  }

  private static int component(BoardRow row) {
    return row.standing() == null ? Integer.MAX_VALUE : row.standing().component();
  }

  private static double rating(BoardRow row) {
    return row.standing() == null ? 0 : row.standing().rating();
  }

  private BoardRow.Counts[] counts() {
    int models = battles.models().size();
    long[] wins = new long[models];
    long[] losses = new long[models];
    long[] ties = new long[models];
    for (Matchup matchup : battles.matchups()) {
      wins[matchup.first()] += matchup.firstWins();
      losses[matchup.first()] += matchup.secondWins();
      ties[matchup.first()] += matchup.ties();
      wins[matchup.second()] += matchup.secondWins();
      losses[matchup.second()] += matchup.firstWins();
      ties[matchup.second()] += matchup.ties();
    }
    BoardRow.Counts[] counts = new BoardRow.Counts[models];
    for (int model = 0; model < models; model++) {
      counts[model] =
          new BoardRow.Counts(
              wins[model] + losses[model] + ties[model],
              voters.knownOfModel()[model],
              wins[model],
              losses[model],
              ties[model]);
    }
    return counts;
  }

  private RatingStatus status(int parameter) {
    Double half = uncertainty.halfWidth(parameter, STATUS_LEVEL);
    if (half == null || !uncertainty.hasEnoughVoters(parameter) || half * POINTS > USABLE) {
      return RatingStatus.PROVISIONAL;
    }
    return half * POINTS > ESTABLISHED ? RatingStatus.USABLE : RatingStatus.ESTABLISHED;
  }

  private BoardRow.Standing standing(int parameter, double[] shift) {
    int component = components.componentOfParameter(parameter);
    double rating = shift[component] + POINTS * fit.parameters()[parameter];
    Double half = uncertainty.halfWidth(parameter, options.level());
    Uncertainty.RankRange ranks = uncertainty.ranks(parameter, 1 - options.level());
    return new BoardRow.Standing(
        component + 1,
        rating,
        half == null ? null : new Interval(rating - POINTS * half, rating + POINTS * half),
        ranks.best(),
        ranks.worst());
  }

  private @Nullable Double nu() {
    if (options.method() != RatingMethod.DAVIDSON || components.count() == 0) {
      return null;
    }
    return fit.likelihood().further() == 0
        ? 0
        : Davidson.nu(fit.parameters()[components.parameters()]);
  }

  private List<StyleCoefficient> style() {
    List<StyleCoefficient> coefficients = new ArrayList<>();
    StyleScale scale = fit.scale();
    if (scale == null) {
      return coefficients;
    }
    for (StyleFeature feature : StyleFeature.values()) {
      int k = feature.ordinal();
      if (!scale.varies(k)) {
        warnings.add(
            "the style feature "
                + feature.name().toLowerCase(Locale.ROOT)
                + " is the same in both answers of all votes and has no coefficient");
        continue;
      }
      double value = fit.parameters()[components.parameters() + k];
      Double half = uncertainty.halfWidthOfFurther(k, options.level());
      coefficients.add(
          new StyleCoefficient(
              feature, value, half == null ? null : new Interval(value - half, value + half)));
    }
    return coefficients;
  }

  private void warnAboutComponents(RatingBoard.Totals totals) {
    int unranked = battles.models().size() - components.parameters();
    if (components.count() > 1) {
      warnings.add(
          "the votes do not connect all models: ratings of the "
              + components.count()
              + " components cannot be compared with each other");
    }
    if (unranked > 0) {
      warnings.add(
          (unranked == 1 ? "1 model is" : unranked + " models are")
              + " unranked: votes for and against a model must connect it to other models");
    }
    if (totals.ratedVotes() < totals.votes()) {
      long others = totals.votes() - totals.ratedVotes();
      warnings.add(
          others
              + (others == 1
                  ? " vote compares models of different components and does"
                  : " votes compare models of different components and do")
              + " not count for ratings");
    }
  }
}
