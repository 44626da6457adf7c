package dev.arena.votes.leaderboard.live;

import com.sun.management.ThreadMXBean;
import dev.arena.schemas.Battle;
import dev.arena.schemas.VoteOutcome;
import dev.arena.statistics.rating.RatingOptions;
import dev.arena.votes.battle.BattleKey;
import dev.arena.votes.evaluation.Slices;
import dev.arena.votes.leaderboard.BoardMethod;
import dev.arena.votes.leaderboard.live.BoardKey.Part;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
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
 * to read stored ones, how long boards take, and the memory of a battle and of a board. Times are
 * those of the thread's processor, which a busy machine changes less than the time that passes. Run
 * {@code main} with the number of battles, models and voters, such as {@code 1000000 100 10000},
 * and with {@code -XX:+UseSerialGC}, because other collectors round the memory of large arrays.
 */
final class LeaderboardTimings {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int PORTION = 5_000;
  private static final int REPETITIONS = 5;

  /** The serial collector removes all garbage only each fourth time. */
  private static final int COLLECTIONS = 4;

  private LeaderboardTimings() {}

  /** Prints a few lines. */
  public static void main(String[] arguments) throws Exception {
    int battles = Integer.parseInt(arguments[0]);
    int models = Integer.parseInt(arguments[1]);
    int voters = Integer.parseInt(arguments[2]);
    Path folder = Files.createTempDirectory("leaderboard-timings");
    try (LeaderboardDriver driver = new LeaderboardDriver(folder)) {
      write(driver, battles, models, voters);
      LiveVotes votes = read(driver);
      for (String slice : List.of(Slices.ALL, "category=c0")) {
        for (BoardMethod method : BoardMethod.values()) {
          printBoard(votes, new BoardKey(new Part(BattleKey.HUMAN, slice), method));
        }
      }
      long with = used();
      Reference.reachabilityFence(votes);
      votes = null;
      print("bytes of heap for each battle", (with - used()) / (double) battles);
    }
  }

  private static void write(LeaderboardDriver driver, int battles, int models, int voters) {
    Random random = new Random(63);
    StoredVotes stored = new StoredVotes(driver.store(), new LiveVotes(Map.of()), PORTION);
    long start = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < battles; i++) {
      Battle battle = battle(i, models, voters, random);
      stored.replace(Samples.key(battle), RatedBattle.of(battle).orElseThrow());
    }
    print("battles per second", battles / seconds(start));
  }

  private static LiveVotes read(LeaderboardDriver driver) {
    LiveVotes votes = new LiveVotes(Map.of());
    StoredVotes stored = new StoredVotes(driver.store(), votes, PORTION);
    double longest = 0;
    long start = THREADS.getCurrentThreadCpuTime();
    boolean complete = false;
    while (!complete) {
      long portion = THREADS.getCurrentThreadCpuTime();
      complete = stored.readPortion();
      longest = Math.max(longest, seconds(portion));
    }
    print("seconds to read them again", seconds(start));
    print("seconds of the longest portion", longest);
    return votes;
  }

  private static void printBoard(LiveVotes votes, BoardKey key) {
    LiveBoards boards = new LiveBoards(votes, RatingOptions.DEFAULT);
    double select = Double.MAX_VALUE;
    double whole = Double.MAX_VALUE;
    long counted = 0;
    long allocated = 0;
    for (int i = 0; i < REPETITIONS; i++) {
      long start = THREADS.getCurrentThreadCpuTime();
      votes.select(key.part(), key.method().styled());
      select = Math.min(select, seconds(start));
      start = THREADS.getCurrentThreadCpuTime();
      allocated = -THREADS.getCurrentThreadAllocatedBytes();
      counted = boards.compute(key, Instant.EPOCH).orElseThrow().getVotes();
      allocated += THREADS.getCurrentThreadAllocatedBytes();
      whole = Math.min(whole, seconds(start));
    }
    String board = "board %s of %,d votes: ".formatted(key.text(), counted);
    print(board + "seconds to select them", select);
    print(board + "seconds to rate the models", whole - select);
    print(board + "bytes allocated for each vote", allocated / (double) counted);
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
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static double seconds(long start) {
    return (THREADS.getCurrentThreadCpuTime() - start) / 1e9;
  }

  private static void print(String name, double value) {
    System.out.printf(Locale.ROOT, "%-95s %,14.3f%n", name, value);
  }
}
