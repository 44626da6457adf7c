package dev.arena.lab.load;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TopicTail;
import dev.arena.servers.LocalService;
import dev.arena.servers.MetricsPage;
import dev.arena.servers.TemporaryStack;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A program that prints how long handovers take; docs/decisions/0024 quotes the result. The build
 * does not run it.
 */
final class HandoverMain {
  private static final int PARTITIONS = 4;
  private static final Duration AFTER = Duration.ofSeconds(5);

  private HandoverMain() {}

  /**
   * Measures handovers.
   *
   * @param arguments number of handovers, milliseconds that the stand-in takes per batch and per
   *     pair, number of pairs to write before each handover, the file of pairs, and settings
   */
  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    Duration perBatch = Duration.ofMillis(Long.parseLong(arguments[1]));
    Duration perPair = Duration.ofMillis(Long.parseLong(arguments[2]));
    int backlog = Integer.parseInt(arguments[3]);
    LocalService.Program program = StandInScorer.program(perBatch, perPair);
    Map<String, String> settings = new TreeMap<>(Map.of("arena.batch.pairs", "8"));
    for (String setting : List.of(arguments).subList(5, arguments.length)) {
      settings.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
    }
    List<Handover> handovers = new ArrayList<>();
    try (TemporaryStack stack = TemporaryStack.start("arena-handover")) {
      WatchedScorer one = scorer(stack, program, settings);
      WatchedScorer other = scorer(stack, program, settings);
      Connection connection =
          Connection.to(
              stack.servers().kafka().bootstrapServers(), stack.servers().registry().url());
      InputPairs.Records records =
          new InputPairs.Records(connection, InputPairs.read(arguments[4], 200), PARTITIONS);
      for (int i = 0; i < count; i++) {
        try (LoadedTopics.Prefill prefill = new LoadedTopics.Prefill(connection);
            TopicTail tail =
                TopicTail.open(
                    connection, List.of(connection.topics().preferences()), TopicTail.Start.NOW)) {
          prefill.write(records, backlog);
          prefill.commit();
          awaitWork(one);
          awaitWork(other);
          WatchedScorer leaving = i % 2 == 0 ? one : other;
          Handover handover =
              Handover.measure(
                  () -> stack.stop(leaving.scorer()), tail, PARTITIONS, AFTER, System::nanoTime);
          handovers.add(handover);
          System.out.println(handover);
        }
        WatchedScorer next = scorer(stack, program, settings);
        one = i % 2 == 0 ? next : one;
        other = i % 2 == 0 ? other : next;
      }
    }
    print("stopping", handovers, Handover::stopping);
    print("silence", handovers, Handover::silence);
    System.exit(0);
  }

  private static WatchedScorer scorer(
      TemporaryStack stack, LocalService.Program program, Map<String, String> settings)
      throws InterruptedException {
    return new WatchedScorer(stack.start(program, settings));
  }

  /** Waits until the scorer has answered new pairs. */
  private static void awaitWork(WatchedScorer scorer) throws InterruptedException {
    double before = scored(scorer);
    while (scored(scorer) < before + PARTITIONS) {
      Thread.onSpinWait();
    }
  }

  private static double scored(WatchedScorer scorer) throws InterruptedException {
    return MetricsPage.fetch(HttpClient.newHttpClient(), scorer.scorer().http().orElseThrow())
        .value("arena_pairs_total", "outcome=\"scored\"");
  }

  private static void print(
      String name, List<Handover> handovers, Function<Handover, Duration> figure) {
    List<Duration> sorted = handovers.stream().map(figure).sorted().toList();
    System.out.printf(
        Locale.ROOT,
        "%s: median %d ms, least %d, largest %d, of %d%n",
        name,
        sorted.get(sorted.size() / 2).toMillis(),
        sorted.get(0).toMillis(),
        sorted.get(sorted.size() - 1).toMillis(),
        sorted.size());
  }

  /**
   * What read_committed consumers of preferences notice when one of several busy scorers is stopped
   * gracefully.
   *
   * @param stopping how long the stop took
   * @param silence the longest time between two consecutive preferences on a partition, over all
   *     partitions, since the request to stop
   */
  private record Handover(Duration stopping, Duration silence) {
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(5);

    /**
     * Stops a scorer and continues to read for a while.
     *
     * @param stop stops the scorer, and returns when it has ended
     * @param tail reads the preferences; all partitions must have enough work until the end
     * @param partitions number of partitions
     * @param after how long to read after the scorer has ended
     * @param nanoClock a clock in nanoseconds, such as {@code System::nanoTime}
     */
    static Handover measure(
        Runnable stop, TopicTail tail, int partitions, Duration after, LongSupplier nanoClock) {
      Map<Integer, Long> latest = new HashMap<>();
      while (latest.size() < partitions) {
        poll(tail, latest, nanoClock);
      }
      long start = nanoClock.getAsLong();
      latest.replaceAll((partition, before) -> start);
      CompletableFuture<Long> stopped =
          CompletableFuture.runAsync(stop).thenApply(done -> nanoClock.getAsLong());
      long silence = 0;
      while (!stopped.isDone() || nanoClock.getAsLong() - stopped.join() < after.toNanos()) {
        silence = Math.max(silence, poll(tail, latest, nanoClock));
      }
      long end = nanoClock.getAsLong();
      long openSilence = latest.values().stream().mapToLong(last -> end - last).max().orElse(0);
      return new Handover(
          Duration.ofNanos(stopped.join() - start),
          Duration.ofNanos(Math.max(silence, openSilence)));
    }

    /** Reads the new preferences, and returns the longest silence that they ended. */
    private static long poll(TopicTail tail, Map<Integer, Long> latest, LongSupplier nanoClock) {
      long silence = 0;
      for (ConsumerRecord<byte[], byte[]> record : tail.poll(POLL_TIMEOUT)) {
        long now = nanoClock.getAsLong();
        Long before = latest.put(record.partition(), now);
        silence = Math.max(silence, before == null ? 0 : now - before);
      }
      return silence;
    }
  }
}
