package dev.arena.statistics.rating;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ratings of models from battles, with intervals, ranks and what to know before trusting them.
 *
 * @param method with its version, for example {@code bradley-terry/1}
 * @param components groups of at least two models that votes compare with each other
 * @param nu Davidson's parameter of ties: two equal models tie with probability nu / (1 + nu); null
 *     for other methods
 * @param style coefficients of features that vary; empty without style control
 * @param rows by component, then by rating; unranked models last
 */
public record RatingBoard(
    String method,
    Totals totals,
    int components,
    @Nullable Double nu,
    List<StyleCoefficient> style,
    List<String> warnings,
    List<BoardRow> rows) {

  public RatingBoard {
    style = List.copyOf(style);
    warnings = List.copyOf(warnings);
    rows = List.copyOf(rows);
  }

  /**
   * What the board was computed from.
   *
   * @param ratedVotes those within components; others do not count for ratings
   * @param voters known ones
   * @param anonymousVotes votes without a known voter
   * @param largestVoterVotes votes of the known voter who voted most often
   */
  public record Totals(
      long votes,
      long ratedVotes,
      long ties,
      int voters,
      long anonymousVotes,
      long largestVoterVotes) {

    /** The share of ties among the votes; 0 without votes. */
    public double tieShare() {
      return votes == 0 ? 0 : (double) ties / votes;
    }
  }

  /**
   * Computes a board.
   *
   * @throws IndeterminateRatingException if the votes do not determine the tie parameter or the
   *     style coefficients
   * @throws IllegalArgumentException if style control is requested and the battles have no style
   */
  public static RatingBoard compute(Battles battles, RatingOptions options) {
    return new BoardAssembly(battles, options).board();
  }
}
