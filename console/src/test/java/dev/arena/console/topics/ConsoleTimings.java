package dev.arena.console.topics;

import dev.arena.kafka.service.Daemons;
import dev.arena.schemas.Battle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.LeaderboardRow;
import dev.arena.schemas.Prediction;
import dev.arena.schemas.RecordPosition;
import dev.arena.schemas.VoteOutcome;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.PairCsvReader;
import dev.arena.schemas.csv.PairReader;
import dev.arena.servers.LocalServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

/**
 * Measures how long a console takes to read the topics, how much heap they take, and how long an
 * older pair takes to be found. Run {@code main} with the number of battles and with CSV files of
 * pairs, whose rows are sent in turn until there are 10,000, such as {@code 1000000 train.csv}.
 */
final class ConsoleTimings {
  private static final int RECENT = 10_000;
  private static final int BOARDS = 21;
  private static final int MODELS = 200;
  private static final int SEARCHES = 20;

  private ConsoleTimings() {}

  /** Prints a few lines. */
  public static void main(String[] arguments) throws Exception {
    int battles = Integer.parseInt(arguments[0]);
    Path folder = Files.createTempDirectory("console-timings");
    LocalServers servers = LocalServers.start(folder);
    try (TopicStage stage = new TopicStage(servers)) {
      stage.createTopics(4);
      send(stage, battles, pairs(List.of(arguments).subList(1, arguments.length)));
      System.gc();
      measure(stage, battles);
    } finally {
      servers.kill();
    }
  }

  private static List<ConversationPair> pairs(List<String> files) {
    List<ConversationPair> pairs = new ArrayList<>();
    for (String file : files) {
      try (PairReader rows = PairCsvReader.open(file, BadRows.SKIP)) {
        for (CsvPair row : rows) {
          pairs.add(row.pair());
        }
      }
    }
    return pairs;
  }

  private static void send(TopicStage stage, int battles, List<ConversationPair> pairs) {
    for (int i = 0; i < RECENT; i++) {
      ConversationPair pair = pairs.get(i % pairs.size());
      pair.setId(id(i));
      stage.sendLater(stage.record(stage.pairs, i % 4, id(i), pair));
      stage.sendLater(
          stage.record(stage.preferences, i % 4, id(i), TopicRecords.preference(id(i))));
      stage.sendLater(
          stage.record(
              stage.votes, i % 4, id(i), TopicRecords.vote(id(i), voter(i), VoteOutcome.A)));
    }
    for (int i = 0; i < battles; i++) {
      String pair = id(i / 2);
      Battle battle =
          TopicRecords.battle(pair, voter(i), new RecordPosition("", i / 2 % 4, i / 8L));
      battle.setModelA("vicuna-13b");
      battle.setModelB("oasst-pythia-12b");
      battle.setPredictions(
          List.of(
              new Prediction(
                  "arena.preferences", "m@1", 0.5, 0.25, 0.25, TopicRecords.TIME, true)));
      stage.sendLater(
          stage.record(stage.battles, i / 2 % 4, TopicRecords.key(pair, voter(i)), battle));
    }
    for (int i = 0; i < BOARDS; i++) {
      stage.sendLater(stage.record(stage.leaderboard, i % 4, "board" + i, board()));
    }
    stage.flush();
  }

  private static Leaderboard board() {
    Leaderboard board = TopicRecords.board("all", "davidson/1");
    List<LeaderboardRow> rows = new ArrayList<>();
    for (int model = 0; model < MODELS; model++) {
      rows.add(
          LeaderboardRow.newBuilder()
              .setModel("model-" + model)
              .setComponent(1)
              .setRating(1000.0 + model)
              .setLower(990.0 + model)
              .setUpper(1010.0 + model)
              .setRankBest(1)
              .setRankWorst(9)
              .build());
    }
    board.setRows(rows);
    return board;
  }

  private static void measure(TopicStage stage, int battles) throws Exception {
    long before = used();
    TopicContents contents = new TopicContents(RECENT, (kind, version) -> {});
    TopicReader.Source source = stage.source(RECENT);
    long start = System.nanoTime();
    try (TopicReader reader =
        TopicReader.start(
            source,
            contents,
            TopicReader.Times.standard(Clock.systemUTC(), System::nanoTime),
            Daemons.named("topics"))) {
      TopicStage.await(
          contents, () -> !contents.boards().isEmpty() && contents.recentPairs(1).size() == 1);
      print("seconds until boards and pairs are shown", seconds(start));
      TopicStage.await(contents, reader::caughtUp);
      print("seconds until all is read", seconds(start));
      print("battles", battles);
      print("pairs", contents.recentPairs(RECENT).size());
      print("MB of heap", (used() - before) / 1e6);
      try (OlderPairs older =
          new OlderPairs(
              source,
              contents,
              Duration.ofMinutes(1),
              Daemons.named("older"),
              ForkJoinPool.commonPool())) {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < SEARCHES; i++) {
          long begun = System.nanoTime();
          OlderPairs.Found found =
              older.find(id(battles / 2 / SEARCHES * i), false).get(1, TimeUnit.MINUTES);
          times.add(seconds(begun));
          if (found.records() == null || found.records().battles().size() != 2) {
            throw new IllegalStateException(found.toString());
          }
        }
        times.sort(Double::compare);
        print("median milliseconds to find an older pair", times.get(SEARCHES / 2) * 1_000);
        print("longest milliseconds to find an older pair", times.get(SEARCHES - 1) * 1_000);
      }
    }
  }

  private static String id(int pair) {
    return "3f2a9c1e-7b4d-4e8a-9a65-%012d".formatted(pair);
  }

  private static String voter(int vote) {
    return "voter-" + vote % 1_000;
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static void print(String what, double value) {
    System.out.printf(Locale.ROOT, "%-50s %,.3f%n", what, value);
  }
}
