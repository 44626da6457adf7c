package dev.arena.lab.bench;

import dev.arena.lab.load.Latencies;
import dev.arena.lab.load.LoadedTopics;
import dev.arena.lab.load.Schedule;
import dev.arena.lab.load.ThroughputSample;
import dev.arena.lab.load.WatchedScorer;
import dev.arena.schemas.ConversationPair;
import dev.arena.servers.TemporaryStack;
import dev.arena.streamer.config.StreamerKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The scorer as {@code ./arena up} runs it, in a process of its own, on a real broker and registry:
 * from text on one topic to preferences on another, exactly-once. Nothing reaches it while others
 * are measured. For use by one thread.
 */
final class TopicToTopic implements AutoCloseable {
  private static final double NANOS = 1e9;

  private final int sampleSize;
  private final LongSupplier nanoClock;
  private final TemporaryStack stack;
  private final WatchedScorer scorer;
  private final LoadedTopics topics;
  private final List<ThroughputSample> passages = new ArrayList<>();
  private final List<Idle> idles = new ArrayList<>();
  private long pairs;
  private @Nullable Moment left;

  /** When nothing reached the scorer any more, and what had been used until then. */
  private record Moment(long wallNanos, long scorerCpuNanos, long brokerCpuNanos) {}

  /** What scorer and broker used while nothing reached them. */
  private record Idle(long wallNanos, long scorerCpuNanos, long brokerCpuNanos) {}

  private TopicToTopic(
      TemporaryStack stack,
      WatchedScorer scorer,
      List<ConversationPair> sample,
      LongSupplier nanoClock) {
    this.stack = stack;
    this.scorer = scorer;
    this.sampleSize = sample.size();
    this.pairs = sample.size();
    this.nanoClock = nanoClock;
    this.topics = LoadedTopics.open(stack, sample, nanoClock);
  }

  /**
   * Starts broker, registry and scorer.
   *
   * @param sample as it was read; repetitions of it are sent
   */
  static TopicToTopic start(
      Bench.Options options, List<ConversationPair> sample, LongSupplier nanoClock)
      throws InterruptedException {
    TemporaryStack stack = TemporaryStack.start("arena-bench");
    try {
      WatchedScorer scorer = new WatchedScorer(stack.startScorer(settings(options)));
      try {
        return new TopicToTopic(stack, scorer, sample, nanoClock);
      } catch (RuntimeException failed) {
        scorer.close();
        throw failed;
      }
    } catch (RuntimeException | InterruptedException failed) {
      stack.close();
      throw failed;
    }
  }

  private static Map<String, String> settings(Bench.Options options) {
    Map<String, String> settings = new HashMap<>();
    settings.put(StreamerKeys.BUNDLE.name(), options.bundle().toAbsolutePath().toString());
    settings.put(StreamerKeys.DEVICE.name(), options.device().toString());
    if (options.threads() != null) {
      settings.put(StreamerKeys.THREADS.name(), String.valueOf(options.threads()));
    }
    return settings;
  }

  /**
   * Warms up with as many pairs as should take some time, and counts from what that showed how many
   * a measurement needs to take as long. Pairs come in whole repetitions of the sample, so that
   * they are as long, on average, as those of all other lines.
   *
   * @param pairsPerSecond a first guess
   * @param seconds how long a measurement shall take at least, about
   */
  void warmUp(double pairsPerSecond, double seconds) throws InterruptedException {
    pairs = wholeSamples(pairsPerSecond * seconds);
    double reached = take().pairsPerSecond();
    pairs = wholeSamples(Math.max(pairsPerSecond, reached) * seconds);
    passages.clear();
    idles.clear();
  }

  private long wholeSamples(double wanted) {
    return Math.max(1, (long) Math.ceil(wanted / sampleSize)) * sampleSize;
  }

  Subjects.Subject subject() {
    return new Subjects.Subject(Measured.TOPIC_TO_TOPIC, this::take);
  }

  private Stopwatch.Sample take() throws InterruptedException {
    Moment came = moment();
    if (left != null) {
      idles.add(
          new Idle(
              came.wallNanos() - left.wallNanos(),
              came.scorerCpuNanos() - left.scorerCpuNanos(),
              came.brokerCpuNanos() - left.brokerCpuNanos()));
    }
    ThroughputSample passage = topics.pass(List.of(scorer), pairs);
    passages.add(passage);
    left = moment();
    return new Stopwatch.Sample(passage.pairs(), passage.wallNanos(), passage.scorerCpuNanos());
  }

  private Moment moment() {
    return new Moment(nanoClock.getAsLong(), scorer.cpuNanos(), topics.brokerCpuNanos());
  }

  /** All measurements since the warm-up. */
  List<ThroughputSample> passages() {
    return List.copyOf(passages);
  }

  /** Sends at a fixed rate. */
  Latencies latencies(Schedule schedule) throws InterruptedException {
    return topics.latencies(schedule);
  }

  /** On what the scorer says that it runs. */
  String device() throws InterruptedException {
    return scorer.device();
  }

  /** Length of a record's value, on average, in bytes. */
  double meanBytes() {
    return topics.meanBytes();
  }

  /** The most memory of the scorer's process so far, in bytes; null where the system says none. */
  @Nullable Long peakBytes() {
    return PeakMemory.bytes(scorer.scorer().pid());
  }

  /** Processors that scorer and broker used while others were measured; null if none were. */
  StreamMeasurement.Report.@Nullable Idle idle() {
    double wall = idles.stream().mapToLong(Idle::wallNanos).sum() / NANOS;
    return wall == 0
        ? null
        : new StreamMeasurement.Report.Idle(
            idles.stream().mapToLong(Idle::scorerCpuNanos).sum() / NANOS / wall,
            idles.stream().mapToLong(Idle::brokerCpuNanos).sum() / NANOS / wall);
  }

  @Override
  public void close() {
    try (stack;
        scorer;
        topics) {
      // closed from the last to the first, whatever one of them throws
    }
  }
}
