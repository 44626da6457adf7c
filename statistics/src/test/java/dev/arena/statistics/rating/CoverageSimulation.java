package dev.arena.statistics.rating;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints how often nominal 95 % intervals contain the true rating. Arguments: replicates (1000),
 * seed (1), and the file of a published board to simulate instead.
 */
final class CoverageSimulation {
  private CoverageSimulation() {}

  static List<SimulatedVotes> settings() {
    List<SimulatedVotes> settings = new ArrayList<>();
    for (int[] size : new int[][] {{20, 200}, {50, 80}, {1000, 4}}) {
      for (double taste : new double[] {0, 0.3, 0.6}) {
        settings.add(SimulatedVotes.sixModels(size[0], size[1], taste));
      }
    }
    settings.add(SimulatedVotes.thirtyModels());
    settings.add(SimulatedVotes.manyTies());
    settings.add(SimulatedVotes.oneModelWithFiveVoters(0));
    settings.add(SimulatedVotes.oneModelWithFiveVoters(0.3));
    settings.add(SimulatedVotes.oneModelWithFiveVoters(0.6));
    return settings;
  }

  public static void main(String[] arguments) throws IOException {
    int replicates = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
    System.out.printf("%d replicates, seed %d%n", replicates, seed);
    System.out.printf(
        "%-48s %28s %28s%n", "", "per voter: mean low high +-", "per vote: mean low high +-");
    List<SimulatedVotes> all =
        arguments.length > 2
            ? List.of(SimulatedVotes.published(Path.of(arguments[2])))
            : settings();
    for (SimulatedVotes votes : all) {
      System.out.printf("%-48s", votes.name());
      for (IntervalMethod method : List.of(IntervalMethod.PER_VOTER, IntervalMethod.PER_VOTE)) {
        Coverage coverage = Coverage.of(votes, method, replicates, seed);
        System.out.printf(
            Locale.ROOT,
            "    %5.1f %5.1f %5.1f %6.1f",
            100 * coverage.mean(),
            100 * coverage.lowest(),
            100 * coverage.highest(),
            coverage.halfWidth());
        if (votes.votersOfLast() < votes.voters()) {
          System.out.printf(Locale.ROOT, " (last %.1f)", 100 * coverage.share(votes.models() - 1));
        }
      }
      System.out.println();
    }
  }
}
