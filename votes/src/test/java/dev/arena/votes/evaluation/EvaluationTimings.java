package dev.arena.votes.evaluation;

import dev.arena.schemas.Battle;
import dev.arena.schemas.VoteOutcome;
import dev.arena.statistics.loss.OutcomeProbabilities;
import dev.arena.votes.battle.BattleKey;
import dev.arena.votes.battle.Left;
import dev.arena.votes.evaluation.EvaluatedBattle.Predicted;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Measures the task that adds up battles: how many it takes in a second, how long it takes to add
 * up stored ones, and how much memory the sums need. Run {@code main} with the number of battles
 * and of voters, such as {@code 200000 20000}. The memory for voters is measured with three
 * scorers, two comparisons and 50 slices, in all of which each voter has voted.
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
      start = THREADS.getCurrentThreadCpuTime();
      Evaluations again = driver.loaded();
      print("seconds to add them up again", seconds(start));
      print("keys", again.sums().size());
    }
    print("bytes of heap for each voter, with three scorers in 50 slices", bytesOfAVoter(voters));
  }

  private static double bytesOfAVoter(int voters) {
    List<String> slices = new ArrayList<>(List.of(Slices.ALL));
    for (int i = 1; i < Admission.MAX_SLICES; i++) {
      slices.add("category=" + i);
    }
    OutcomeProbabilities p = new OutcomeProbabilities(0.5, 0.3, 0.2);
    List<Predicted> predictions =
        List.of(
            new Predicted(new Scorer(EvaluationDriver.CHAMPION, "m@1"), true, p),
            new Predicted(new Scorer(EvaluationDriver.CHALLENGER, "n@1"), true, p),
            new Predicted(new Scorer(EvaluationDriver.CHALLENGER, "n@2"), true, p));
    long votedAt = EvaluationDriver.START.toEpochMilli();
    EvaluatedBattle battle =
        new EvaluatedBattle(false, 0, votedAt, false, Left.UNKNOWN, slices, predictions);
    Evaluations evaluations = new Evaluations(EvaluationDriver.SETTINGS, votedAt);
    evaluations.add(new BattleKey("p", "human", "first"), battle);
    long before = used();
    for (int i = 0; i < voters; i++) {
      // as the store does, each vote brings the voter's name as a new text
      evaluations.add(BattleKey.parse("[\"p\",\"human\",\"voter-%05d\"]".formatted(i)), battle);
    }
    double bytes = (used() - before) / (double) voters;
    print("keys", evaluations.sums().size());
    return bytes;
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
