package dev.arena.lab.prove;

import dev.arena.servers.LocalScorer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;

/**
 * What a run does.
 *
 * @param name of the topics and the consumer group; a server may hold several runs
 * @param seed of the records
 * @param records how many
 * @param lead how many records may be written and not accounted for
 * @param scorers how many, besides the guest
 * @param plan the faults
 * @param times client settings of the scorers
 * @param stall how long nothing may come before the run is given up
 * @param program of a scorer, by the folder of its mood
 */
record ProofOptions(
    String name,
    long seed,
    int records,
    int lead,
    int scorers,
    FaultPlan plan,
    ClientTimes times,
    Duration stall,
    Function<Path, LocalScorer.Program> program) {
  private static final int MOST_AHEAD = 3_000;
  private static final int LEAST_AHEAD = 60;

  /**
   * So many that each fault meets work, and so few that the faults do not come too late for their
   * records.
   */
  static int lead(FaultPlan.Size size) {
    long half = size.records() / (2 * Math.max(1, size.faults()));
    return (int) Math.max(LEAST_AHEAD, Math.min(MOST_AHEAD, half));
  }
}
