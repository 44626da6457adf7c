package dev.arena.lab.load;

import static dev.arena.lab.load.VotesTimingRecords.BATTLES;
import static dev.arena.lab.load.VotesTimingRecords.PARTITIONS;
import static dev.arena.lab.load.VotesTimingRecords.VOTES;
import static dev.arena.lab.load.VotesTimingStage.seconds;

import dev.arena.kafka.client.TopicTail;
import dev.arena.servers.LocalService;
import dev.arena.servers.TemporaryStack;
import dev.arena.votes.battle.BattleKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A program that measures the votes service; docs/performance.md quotes the results. The build does
 * not run it.
 *
 * <pre>
 * throughput VOTES ROUNDS        votes joined per second, beside a bare pipeline with one store
 * latency SECONDS RATE           from a vote to its battle
 * board [SECONDS RATE [BATTLES]] from a vote to the leaderboard that has it, 60 s at 50/s beside no battles
 * restore PAIRS                  after kill -9, until each partition has a new battle; state per pair
 * rebuild BATTLES                until an evaluation and leaderboards without state have all battles
 * </pre>
 */
final class VotesTimingsMain {
  private static final int BOARD_SECONDS = 60;
  private static final int BOARD_RATE = 50;

  private final VotesTimingStage stage;
  private final VotesTimingRecords records;

  private VotesTimingsMain(VotesTimingStage stage, VotesTimingRecords records) {
    this.stage = stage;
    this.records = records;
  }

  /** Measures what the arguments say, and prints it. */
  public static void main(String[] arguments) throws Exception {
    try (TemporaryStack stack = TemporaryStack.start("arena-votes-timings")) {
      VotesTimingStage stage = new VotesTimingStage(stack);
      VotesTimingRecords records = new VotesTimingRecords(stage.connection());
      VotesTimingsMain timings = new VotesTimingsMain(stage, records);
      BattleViewTimings views = new BattleViewTimings(stage, records);
      switch (arguments[0]) {
        case "throughput" -> timings.throughput(number(arguments, 1), number(arguments, 2));
        case "latency" -> timings.latency(number(arguments, 1), number(arguments, 2));
        case "board" ->
            views.board(
                arguments.length > 1 ? number(arguments, 1) : BOARD_SECONDS,
                arguments.length > 2 ? number(arguments, 2) : BOARD_RATE,
                arguments.length > 3 ? number(arguments, 3) : 0);
        case "restore" -> timings.restore(number(arguments, 1));
        case "rebuild" -> views.rebuild(number(arguments, 1));
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
    System.exit(0);
  }

  private static int number(String[] arguments, int at) {
    return Integer.parseInt(arguments[at]);
  }

  private void throughput(int count, int rounds) throws Exception {
    LocalService service = stage.startVotes(Map.of());
    stage.write((rounds + 1) * count, records::preference);
    stage.createTopics(BareJoinMain.INPUT, BareJoinMain.OUTPUT);
    LocalService bare =
        stage.start(
            new LocalService.Program(
                "bare", "the bare pipeline", BareJoinMain.class.getName(), List.of()),
            Map.of("kafka.client.id", "bare"));
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      int first = round * count; // one vote on each pair
      double joined = rate(count, BATTLES, number -> records.vote(VOTES, first + number));
      double copied =
          rate(
              count,
              BareJoinMain.OUTPUT,
              number -> records.vote(BareJoinMain.INPUT, first + number));
      System.out.printf(
          Locale.ROOT,
          "%s: %,.0f votes/s joined, %,.0f/s bare, ratio %.2f; CPU so far %.1f and %.1f s%n",
          round == 0 ? "warm-up" : "round " + round,
          joined,
          copied,
          joined / copied,
          Processes.cpuNanos(service.process().pid()) / 1e9,
          Processes.cpuNanos(bare.process().pid()) / 1e9);
      if (round > 0) {
        ratios.add(joined / copied);
      }
    }
    print("ratio", ratios);
  }

  /** Writes records at once, and returns how many answers per second were read. */
  private double rate(
      int count, String output, IntFunction<ProducerRecord<byte[], byte[]>> record) {
    try (TopicTail tail = stage.tail(TopicTail.Start.NOW, output)) {
      long start = System.nanoTime();
      stage.write(count, record);
      int[] read = {0};
      VotesTimingStage.await(tail, answer -> ++read[0] == count);
      return count / seconds(start);
    }
  }

  private void latency(int seconds, int perSecond) throws Exception {
    stage.startVotes(Map.of());
    int count = seconds * perSecond;
    stage.write(count, records::preference);
    stage.writeAndAwait(BATTLES, 2 * perSecond, number -> records.vote(VOTES, number, "warm-up"));
    long[] taken = new long[count];
    int[] read = {0};
    try (TopicTail tail = stage.tail(TopicTail.Start.NOW, BATTLES)) {
      AtomicLongArray sent =
          stage.writePaced(count, perSecond, number -> records.vote(VOTES, number, "v"));
      VotesTimingStage.await(
          tail,
          answer -> {
            String key = new String(answer.key(), StandardCharsets.UTF_8);
            String pair = BattleKey.parse(key).pairId();
            int number = Integer.parseInt(pair.substring(pair.lastIndexOf('-') + 1));
            taken[number] = System.nanoTime() - sent.get(number);
            return ++read[0] == count;
          });
    }
    Latencies latencies = new Latencies(taken);
    System.out.printf(
        Locale.ROOT,
        "%d votes at %d/s: from vote to battle p50 %.0f ms, p99 %.0f ms, largest %.0f ms%n",
        count,
        perSecond,
        latencies.millis(0.5),
        latencies.millis(0.99),
        latencies.millis(1));
  }

  private void restore(int count) throws Exception {
    LocalService service = stage.startVotes(Map.of());
    long start = System.nanoTime();
    stage.write(count, records::preference);
    probe(0, count);
    System.out.printf(
        Locale.ROOT, "%,d preferences were remembered after %.1f s%n", count, seconds(start));
    Path state = service.files();
    System.out.printf(
        Locale.ROOT,
        "state: %.0f bytes a pair on disk%n",
        (double) Processes.bytesBelow(state) / count);
    service.process().kill();
    start = System.nanoTime();
    service.process().restart();
    double ready = seconds(start);
    probe(1, count);
    System.out.printf(
        Locale.ROOT,
        "after kill -9: ready after %.1f s, first battle on each partition after %.1f s%n",
        ready,
        seconds(start));
    service.close();
    System.out.printf(
        Locale.ROOT,
        "state: %.0f bytes a pair on disk after a graceful stop%n",
        (double) Processes.bytesBelow(state) / count);
  }

  /** Votes on the last pairs, and waits until there is a battle with predictions of each. */
  private void probe(int round, int count) {
    stage.writeAndAwait(
        BATTLES,
        20 * PARTITIONS,
        number -> records.vote(VOTES, count - 1 - number, "probe-" + round));
  }

  private static void print(String name, List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    System.out.printf(
        Locale.ROOT,
        "%s: median %.2f [%.2f, %.2f] of %d%n",
        name,
        sorted.get(sorted.size() / 2),
        sorted.get(0),
        sorted.get(sorted.size() - 1),
        sorted.size());
  }
}
