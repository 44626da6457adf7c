package dev.arena.statistics.rating;

/**
 * The votes between two models, as counts.
 *
 * @param first index of a model; less than {@code second}
 */
public record Matchup(int first, int second, long firstWins, long ties, long secondWins) {
  public long votes() {
    return firstWins + ties + secondWins;
  }
}
