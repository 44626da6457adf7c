package dev.arena.votes.evaluation;

import dev.arena.schemas.Battle;
import dev.arena.schemas.VoteOutcome;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Measures the task that adds up battles: how many it takes in a second, how long it takes to add
 * up stored ones, and how much memory the sums need. Run {@code main} with the number of battles
 * and of voters, such as {@code 200000 20000}.
 */
final class EvaluationTimings {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private EvaluationTimings() {}

  /** Prints a few lines. */
  public static void main(String[] arguments) throws Exception {
    int battles = Integer.parseInt(arguments[0]);
    int voters = Integer.parseInt(arguments[1]);
    Path folder = Files.createTempDirectory("evaluation-timings");
    try (EvaluationDriver driver = new EvaluationDriver(folder)) {
      Random random = new Random(55);
      long start = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < battles; i++) {
        driver.battle(battle(i, voters, random));
        if ((i + 1) % 10_000 == 0) {
          driver.evaluations();
          print("battles per second, with two scorers and six slices", 10_000 / seconds(start));
          start = THREADS.getCurrentThreadCpuTime();
        }
      }
      long before = used();
      start = THREADS.getCurrentThreadCpuTime();
      Evaluations again = driver.loaded();
      print("seconds to add them up again", seconds(start));
      print("bytes of sums per voter", (used() - before) / (double) voters);
      print("keys", again.sums().size());
    }
  }

  private static Battle.Builder battle(int number, int voters, Random random) {
    VoteOutcome[] outcomes = {VoteOutcome.A, VoteOutcome.B, VoteOutcome.TIE};
    return Samples.battle(
            "3f2a9c1e-7b4d-4e8a-9a65-%012d".formatted(number / 2), "v" + random.nextInt(voters))
        .setOutcome(outcomes[random.nextInt(3)])
        .setVotedAt(EvaluationDriver.START.minus(Duration.ofMinutes(random.nextInt(10_000))))
        .setFacts(
            Samples.facts()
                .setTurns(1 + random.nextInt(2))
                .setCode(random.nextBoolean())
                .setLanguage("en")
                .setCategory(List.of("c" + random.nextInt(10)))
                .build())
        .setPredictions(
            List.of(
                Samples.prediction(EvaluationDriver.CHAMPION, Samples.MODEL, 0.5, 0.3).build(),
                Samples.prediction(EvaluationDriver.CHALLENGER, "arena-small@1.5.0", 0.4, 0.4)
                    .build()));
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static double seconds(long start) {
    return (THREADS.getCurrentThreadCpuTime() - start) / 1e9;
  }

  private static void print(String name, double value) {
    System.out.printf(Locale.ROOT, "%-60s %,14.2f%n", name, value);
  }
}
