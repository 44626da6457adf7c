package dev.arena.lab.load;

import dev.arena.kafka.client.TopicTail;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.servers.LocalService;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serde;

/** Measures how soon the evaluation and the leaderboards have battles. For use by one thread. */
final class BattleViewTimings {
  private static final String MAIN_BOARD = "[\"human\",\"all\",\"bradley-terry\"]";
  private static final String EVALUATION = "arena.evaluation";
  private static final String LEADERBOARD = "arena.leaderboard";
  private static final int WARM_UP_SECONDS = 20;

  /** Longer than a board must wait for its next turn. */
  private static final Duration QUIET = Duration.ofSeconds(40);

  private final VotesTimingStage stage;
  private final VotesTimingRecords records;
  private final Serde<LiveEvaluation> evaluations;
  private final Serde<Leaderboard> leaderboards;

  BattleViewTimings(VotesTimingStage stage, VotesTimingRecords records) {
    this.stage = stage;
    this.records = records;
    this.evaluations = ArenaSerdes.evaluations(stage.connection().registry());
    this.leaderboards = ArenaSerdes.leaderboards(stage.connection().registry());
  }

  /**
   * Measures from a vote until readers of committed records see the board of all votes with as many
   * votes as were written by then.
   *
   * @param battles how many there are before
   */
  void board(int seconds, int perSecond, int battles) throws Exception {
    if (battles > 0) {
      stage.createTopics(VotesTimingRecords.BATTLES);
      stage.write(battles, records::battle);
    }
    stage.startVotes(Map.of());
    int count = seconds * perSecond;
    int warmUp = WARM_UP_SECONDS * perSecond;
    stage.write(count, number -> records.preference(battles + number));
    try (TopicTail tail = stage.tail(TopicTail.Start.BEGINNING, LEADERBOARD)) {
      if (battles > 0) {
        VotesTimingStage.await(tail, isMainBoard(battles));
      }
      stage.writePaced(
          warmUp,
          perSecond,
          number ->
              records.vote(
                  VotesTimingRecords.VOTES, battles + number % count, "warm-up-" + number));
      VotesTimingStage.await(tail, isMainBoard(battles + warmUp));
      AtomicLongArray sent =
          stage.writePaced(
              count,
              perSecond,
              number -> records.vote(VotesTimingRecords.VOTES, battles + number, "voter"));
      long[] taken = new long[count];
      int[] done = {0};
      int[] boards = {0};
      VotesTimingStage.await(
          tail,
          record -> {
            if (!key(record).equals(MAIN_BOARD)) {
              return false;
            }
            long now = System.nanoTime();
            boards[0]++;
            for (long votes = board(record).getVotes() - battles - warmUp;
                done[0] < votes;
                done[0]++) {
              taken[done[0]] = now - sent.get(done[0]);
            }
            return done[0] == count;
          });
      Latencies latencies = new Latencies(taken);
      System.out.printf(
          Locale.ROOT,
          "%,d votes at %d/s beside %,d battles: from vote to the board of all votes p50 %.0f ms, p99 %.0f ms, largest %.0f ms; it was written %d times%n",
          count,
          perSecond,
          battles,
          latencies.millis(0.5),
          latencies.millis(0.99),
          latencies.millis(1),
          boards[0]);
    }
  }

  /**
   * Measures how soon a service without state has the evaluation and the leaderboards of all
   * battles, and whether a second one has the same leaderboards.
   */
  void rebuild(int count) throws Exception {
    stage.createTopics(VotesTimingRecords.BATTLES);
    stage.write(count, records::battle);
    Map<String, Leaderboard> first = first(count);
    second(count, first);
  }

  private Map<String, Leaderboard> first(int count) throws InterruptedException {
    long start = System.nanoTime();
    LocalService service = stage.startVotes(Map.of());
    Map<String, Leaderboard> boards = new HashMap<>();
    long[] last = {start};
    try (TopicTail evaluation = stage.tail(TopicTail.Start.BEGINNING, EVALUATION);
        TopicTail leaderboard = stage.tail(TopicTail.Start.BEGINNING, LEADERBOARD)) {
      VotesTimingStage.await(evaluation, record -> hasAll(record, count));
      print(count, "the evaluation", VotesTimingStage.seconds(start), service);
      VotesTimingStage.awaitQuiet(
          leaderboard,
          QUIET,
          record -> {
            replace(boards, record);
            last[0] = System.nanoTime();
          });
    }
    print(count, boards.size() + " leaderboards", (last[0] - start) / 1e9, service);
    stage.stop(service);
    return boards;
  }

  private void second(int count, Map<String, Leaderboard> expected) throws InterruptedException {
    String board = "again." + LEADERBOARD;
    long start = System.nanoTime();
    LocalService service =
        stage.startVotes(
            Map.of(
                "arena.votes.application.id",
                "again",
                "arena.topic.evaluation",
                "again." + EVALUATION,
                "arena.topic.leaderboard",
                board,
                "arena.topic.leaderboard.history",
                board + ".history"));
    Map<String, Leaderboard> boards = new HashMap<>();
    try (TopicTail leaderboard = stage.tail(TopicTail.Start.BEGINNING, board)) {
      VotesTimingStage.await(
          leaderboard,
          record -> {
            replace(boards, record);
            return boards.equals(expected);
          });
    }
    print(count, "the same leaderboards", VotesTimingStage.seconds(start), service);
  }

  private static void print(int count, String what, double seconds, LocalService service) {
    Long peak = Processes.peakBytes(service.process().pid());
    System.out.printf(
        Locale.ROOT,
        "%s of %,d battles rebuilt %.1f s after the start of the service; peak memory %s MB%n",
        what,
        count,
        seconds,
        peak == null ? "unknown" : peak / 1_000_000);
  }

  private boolean hasAll(ConsumerRecord<byte[], byte[]> record, int count) {
    if (record.value() == null) {
      return false;
    }
    LiveEvaluation sums = evaluations.deserializer().deserialize(record.topic(), record.value());
    return sums.getSize() == 0 && sums.getSlice().equals("all") && sums.getN() == count;
  }

  private Predicate<ConsumerRecord<byte[], byte[]>> isMainBoard(long votes) {
    return record -> key(record).equals(MAIN_BOARD) && board(record).getVotes() == votes;
  }

  /** Replaces a board, the time of its computation aside. */
  private void replace(Map<String, Leaderboard> boards, ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      boards.remove(key(record));
    } else {
      boards.put(
          key(record), Leaderboard.newBuilder(board(record)).setComputedAt(Instant.EPOCH).build());
    }
  }

  private Leaderboard board(ConsumerRecord<byte[], byte[]> record) {
    return leaderboards.deserializer().deserialize(record.topic(), record.value());
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), StandardCharsets.UTF_8);
  }
}
