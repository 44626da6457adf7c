package dev.arena.statistics.rating;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * Prints how many votes on each model a board needs until it is good enough, by the number of
 * models and voters and the voters' tastes. The models are equally far apart, from -1 to 1 on the
 * logit scale (347 points), and 30 % of the votes on equal models are ties. Arguments: replicates
 * (100), seed (1).
 */
final class VotesNeeded {
  private static final double MOST = 0.9;
  private static final double FEW_PLACES = 2;
  private static final int MAX_VOTES_PER_VOTER = 2_000;
  private static final double TIES = 3.0 / 7;

  private final int replicates;
  private final long seed;

  private VotesNeeded(int replicates, long seed) {
    this.replicates = replicates;
    this.seed = seed;
  }

  public static void main(String[] arguments) {
    int replicates = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
    VotesNeeded needed = new VotesNeeded(replicates, seed);
    System.out.printf(
        "%d replicates, seed %d: votes on each model until 9 of 10 ratings are usable or established, and until a range of ranks has two places on average%n",
        replicates, seed);
    System.out.println("models voters taste  usable established two places");
    for (double taste : new double[] {0, 0.3, 0.6}) {
      for (int voters : new int[] {10, 20, 50, 100, 200}) {
        needed.print(10, voters, taste);
      }
    }
    for (int models : new int[] {5, 20, 50}) {
      needed.print(models, 100, 0.3);
    }
  }

  private void print(int models, int voters, double taste) {
    System.out.printf(
        Locale.ROOT,
        "%6d %6d %5.1f %7s %11s %10s%n",
        models,
        voters,
        taste,
        votes(models, voters, taste, quality -> quality.usable() >= MOST),
        votes(models, voters, taste, quality -> quality.established() >= MOST),
        votes(models, voters, taste, quality -> quality.places() <= FEW_PLACES));
  }

  /** The smallest number of votes on each model that suffices. */
  private String votes(int models, int voters, double taste, Predicate<Quality> enough) {
    int low = 0;
    int high = 1;
    while (!enough.test(quality(simulated(models, voters, high, taste)))) {
      low = high;
      high *= 2;
      if (high > MAX_VOTES_PER_VOTER) {
        return "never";
      }
    }
    while (high - low > 1) {
      int middle = (low + high) / 2;
      if (enough.test(quality(simulated(models, voters, middle, taste)))) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return String.valueOf(2L * voters * high / models);
  }

  private static SimulatedVotes simulated(int models, int voters, int votesPerVoter, double taste) {
    double[] strengths = new double[models];
    double[] popularity = new double[models];
    for (int i = 0; i < models; i++) {
      strengths[i] = -1 + 2.0 * i / (models - 1);
      popularity[i] = 1;
    }
    return new SimulatedVotes(
        "", strengths, popularity, voters, votesPerVoter, taste, TIES, voters);
  }

  /**
   * What the boards of all replicates are like.
   *
   * @param usable the share of models that are usable or established
   * @param places the mean number of places in a range of ranks
   */
  private record Quality(double usable, double established, double places) {}

  private Quality quality(SimulatedVotes votes) {
    SplittableRandom seeds = new SplittableRandom(seed);
    int[] statuses = new int[RatingStatus.values().length];
    double places = 0;
    for (int r = 0; r < replicates; r++) {
      RatingBoard board = RatingBoard.compute(votes.draw(seeds.split()), RatingOptions.DEFAULT);
      for (BoardRow row : board.rows()) {
        statuses[row.status().ordinal()]++;
        BoardRow.Standing standing = row.standing();
        places +=
            standing == null ? votes.models() : standing.rankWorst() - standing.rankBest() + 1;
      }
    }
    double rows = (double) replicates * votes.models();
    double established = statuses[RatingStatus.ESTABLISHED.ordinal()] / rows;
    return new Quality(
        established + statuses[RatingStatus.USABLE.ordinal()] / rows, established, places / rows);
  }
}
