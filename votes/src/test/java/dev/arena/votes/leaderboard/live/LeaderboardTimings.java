package dev.arena.votes.leaderboard.live;

import dev.arena.schemas.Battle;
import dev.arena.schemas.VoteOutcome;
import dev.arena.statistics.rating.RatingOptions;
import dev.arena.votes.leaderboard.BoardMethod;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Measures the task that computes boards: how many battles it takes in a second, how long it takes
 * to read stored ones, how long boards take, and the memory of a battle. Run {@code main} with the
 * number of battles, models and voters, such as {@code 1000000 100 10000}.
 */
final class LeaderboardTimings {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int PORTION = 5_000;
  private static final int REPETITIONS = 5;

  private LeaderboardTimings() {}

  /** Prints a few lines. */
  public static void main(String[] arguments) throws Exception {
    int battles = Integer.parseInt(arguments[0]);
    int models = Integer.parseInt(arguments[1]);
    int voters = Integer.parseInt(arguments[2]);
    Path folder = Files.createTempDirectory("leaderboard-timings");
    try (LeaderboardDriver driver = new LeaderboardDriver(folder)) {
      Random random = new Random(63);
      StoredVotes stored = new StoredVotes(driver.store(), new LiveVotes(Map.of()), PORTION);
      long start = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < battles; i++) {
        Battle battle = battle(i, models, voters, random);
        stored.replace(Samples.key(battle), RatedBattle.of(battle).orElseThrow());
      }
      print("battles per second", battles / seconds(start));

      long before = used();
      LiveVotes votes = new LiveVotes(Map.of());
      StoredVotes again = new StoredVotes(driver.store(), votes, PORTION);
      double longest = 0;
      start = THREADS.getCurrentThreadCpuTime();
      boolean complete = false;
      while (!complete) {
        long portion = THREADS.getCurrentThreadCpuTime();
        complete = again.readPortion();
        longest = Math.max(longest, seconds(portion));
      }
      print("seconds to read them again", seconds(start));
      print("seconds of the longest portion", longest);
      print("bytes of heap for each battle", (used() - before) / (double) battles);

      LiveBoards boards = new LiveBoards(votes, RatingOptions.DEFAULT);
      for (BoardMethod method : BoardMethod.values()) {
        BoardKey key = new BoardKey(RefitQueue.MAIN.part(), method);
        double best = Double.MAX_VALUE;
        for (int i = 0; i < REPETITIONS; i++) {
          start = THREADS.getCurrentThreadCpuTime();
          boolean computed = boards.compute(key, Instant.EPOCH).isPresent();
          best = computed ? Math.min(best, seconds(start)) : Double.NaN;
        }
        print("seconds for a board with " + method, best);
      }
    }
  }

  private static Battle battle(int number, int models, int voters, Random random) {
    VoteOutcome[] outcomes = {VoteOutcome.A, VoteOutcome.B, VoteOutcome.TIE};
    int a = random.nextInt(models);
    int b = (a + 1 + random.nextInt(models - 1)) % models;
    return Samples.battle(
            "3f2a9c1e-7b4d-4e8a-9a65-%012d".formatted(number), "voter-" + random.nextInt(voters))
        .setOutcome(outcomes[random.nextInt(3)])
        .setModelA("model-" + a)
        .setModelB("model-" + b)
        .setVotedAt(Samples.START.minus(Duration.ofMinutes(random.nextInt(100_000))))
        .setFacts(
            Samples.facts()
                .setLengthA(random.nextInt(2000))
                .setLengthB(random.nextInt(2000))
                .setListsA(random.nextInt(9))
                .setListsB(random.nextInt(9))
                .setHeadersA(random.nextInt(3))
                .setBoldB(random.nextInt(3))
                .setCode(random.nextBoolean())
                .setLanguage("en")
                .setCategory(List.of("c" + random.nextInt(10)))
                .build())
        .build();
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
    System.out.printf(Locale.ROOT, "%-60s %,14.3f%n", name, value);
  }
}
