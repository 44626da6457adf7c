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
 * The scorer as {@code ./arena up} runs it, in its own process, with a real broker and registry:
 * from text on one topic to preferences on another, exactly-once. It receives no records while
 * other subjects are measured. For use by one thread.
 */
final class TopicToTopic implements AutoCloseable {
  private static final double NANOS = 1e9;

  private final int sampleSize;
  private final LongSupplier nanoClock;
  private final TemporaryStack stack;
  private final WatchedScorer scorer;
  private final LoadedTopics topics;
  private final List<ThroughputSample> samples = new ArrayList<>();
  private final List<IdlePeriod> idlePeriods = new ArrayList<>();
  private long pairs;
  private @Nullable Snapshot idleSince;

  /** The resource usage at the moment at which the scorer became idle. */
  private record Snapshot(long wallNanos, long scorerCpuNanos, long brokerCpuNanos) {}

  /** The resource usage of scorer and broker while they received no records. */
  private record IdlePeriod(long wallNanos, long scorerCpuNanos, long brokerCpuNanos) {}

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
   * @param sample pairs as read from the input; repetitions of them are sent
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
   * Warms up with the pairs that are expected to take the given time, and computes from the result
   * how many pairs a measurement needs to take as long. Measurements use whole repetitions of the
   * sample, so that the mean length of their pairs equals that of all other lines.
   *
   * @param pairsPerSecond first estimate of the throughput
   * @param seconds approximate minimum time of a measurement
   */
  void warmUp(double pairsPerSecond, double seconds) throws InterruptedException {
    pairs = wholeSamples(pairsPerSecond * seconds);
    double measured = measure().pairsPerSecond();
    pairs = wholeSamples(Math.max(pairsPerSecond, measured) * seconds);
    samples.clear();
    idlePeriods.clear();
  }

  private long wholeSamples(double minPairs) {
    return Math.max(1, (long) Math.ceil(minPairs / sampleSize)) * sampleSize;
  }

  Subjects.Subject subject() {
    return new Subjects.Subject(Measured.TOPIC_TO_TOPIC, this::measure);
  }

  private Stopwatch.Sample measure() throws InterruptedException {
    Snapshot current = snapshot();
    if (idleSince != null) {
      idlePeriods.add(
          new IdlePeriod(
              current.wallNanos() - idleSince.wallNanos(),
              current.scorerCpuNanos() - idleSince.scorerCpuNanos(),
              current.brokerCpuNanos() - idleSince.brokerCpuNanos()));
    }
    ThroughputSample sample = topics.measureThroughput(List.of(scorer), pairs);
    samples.add(sample);
    idleSince = snapshot();
    return new Stopwatch.Sample(sample.pairs(), sample.wallNanos(), sample.scorerCpuNanos());
  }

  private Snapshot snapshot() {
    return new Snapshot(nanoClock.getAsLong(), scorer.cpuNanos(), topics.brokerCpuNanos());
  }

  /** Returns all measurements since the warm-up. */
  List<ThroughputSample> samples() {
    return List.copyOf(samples);
  }

  /** Sends pairs at a fixed rate. */
  Latencies latencies(Schedule schedule) throws InterruptedException {
    return topics.latencies(schedule);
  }

  /** Returns the device that the scorer reports. */
  String device() throws InterruptedException {
    return scorer.device();
  }

  /** Returns the mean length of a record's value, in bytes. */
  double meanBytes() {
    return topics.meanBytes();
  }

  /**
   * Returns the peak memory of the scorer's process so far, in bytes; null if the system does not
   * report it.
   */
  @Nullable Long peakBytes() {
    return PeakMemory.bytes(scorer.scorer().process().pid());
  }

  /**
   * Returns the processors that scorer and broker used while other subjects were measured; null if
   * there were none.
   */
  StreamMeasurement.Report.@Nullable Idle idle() {
    double wall = idlePeriods.stream().mapToLong(IdlePeriod::wallNanos).sum() / NANOS;
    return wall == 0
        ? null
        : new StreamMeasurement.Report.Idle(
            idlePeriods.stream().mapToLong(IdlePeriod::scorerCpuNanos).sum() / NANOS / wall,
            idlePeriods.stream().mapToLong(IdlePeriod::brokerCpuNanos).sum() / NANOS / wall);
  }

  @Override
  public void close() {
    try (stack;
        scorer;
        topics) {
      // closes all of them in reverse order, even if one throws
    }
  }
}
