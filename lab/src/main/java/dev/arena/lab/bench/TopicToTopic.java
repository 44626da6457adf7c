package dev.arena.lab.bench;

import dev.arena.lab.load.LoadedTopics;
import dev.arena.lab.load.ThroughputSample;
import dev.arena.lab.load.WatchedScorer;
import dev.arena.schemas.ConversationPair;
import dev.arena.servers.LocalService;
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
 * from text on one topic to preferences on another, exactly once. It receives no records while
 * other subjects are measured. For use by one thread.
 */
final class TopicToTopic implements AutoCloseable {
  private final int sampleSize;
  private final LongSupplier nanoClock;
  private final TemporaryStack stack;
  private final WatchedScorer scorer;
  private final LoadedTopics topics;
  private final List<ThroughputSample> samples = new ArrayList<>();
  private long pairs;
  private Usage whileIdle = Usage.NONE;
  private @Nullable Usage idleSince;

  /** The processor time that the scorer and the broker used in a period, or until now. */
  private record Usage(long wallNanos, long scorerCpuNanos, long brokerCpuNanos) {
    static final Usage NONE = new Usage(0, 0, 0);

    Usage plusBetween(Usage earlier, Usage later) {
      return new Usage(
          wallNanos + later.wallNanos - earlier.wallNanos,
          scorerCpuNanos + later.scorerCpuNanos - earlier.scorerCpuNanos,
          brokerCpuNanos + later.brokerCpuNanos - earlier.brokerCpuNanos);
    }
  }

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
   * Starts the broker, the registry and the scorer.
   *
   * @param sample pairs as read from the input; repetitions of them are sent
   */
  static TopicToTopic start(
      Bench.Options options, List<ConversationPair> sample, LongSupplier nanoClock)
      throws InterruptedException {
    TemporaryStack stack = TemporaryStack.start("arena-bench");
    try {
      WatchedScorer scorer =
          new WatchedScorer(stack.start(LocalService.Program.STREAM, settings(options)));
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
   * Warms up with as many pairs as are expected to take the given time, and computes from the
   * result how many pairs a measurement of that length needs. Measurements use whole repetitions of
   * the sample, so that the mean length of their pairs is the same as in all other lines.
   *
   * @param pairsPerSecond first estimate of the throughput
   * @param seconds approximate minimum time of a measurement
   */
  void warmUp(double pairsPerSecond, double seconds) throws InterruptedException {
    pairs = wholeSamples(pairsPerSecond * seconds);
    double measured = measure().pairsPerSecond();
    pairs = wholeSamples(Math.max(pairsPerSecond, measured) * seconds);
    samples.clear();
    whileIdle = Usage.NONE;
  }

  private long wholeSamples(double minPairs) {
    return Math.max(1, (long) Math.ceil(minPairs / sampleSize)) * sampleSize;
  }

  Subjects.Subject subject() {
    return new Subjects.Subject(Measured.TOPIC_TO_TOPIC, this::measure);
  }

  private Stopwatch.Sample measure() throws InterruptedException {
    if (idleSince != null) {
      whileIdle = whileIdle.plusBetween(idleSince, usage());
    }
    ThroughputSample sample = topics.measureThroughput(List.of(scorer), pairs);
    samples.add(sample);
    idleSince = usage();
    return new Stopwatch.Sample(sample.pairs(), sample.wallNanos(), sample.scorerCpuNanos());
  }

  private Usage usage() {
    return new Usage(nanoClock.getAsLong(), scorer.cpuNanos(), topics.brokerCpuNanos());
  }

  /** Returns all measurements since the warm-up. */
  List<ThroughputSample> samples() {
    return List.copyOf(samples);
  }

  /** Returns the topics of the scorer. */
  LoadedTopics topics() {
    return topics;
  }

  /** Returns the scorer. */
  WatchedScorer scorer() {
    return scorer;
  }

  /**
   * Returns the number of processors that the scorer and the broker used while other subjects were
   * measured; null if there were no others.
   */
  StreamMeasurement.Report.@Nullable Idle idle() {
    return whileIdle.wallNanos == 0
        ? null
        : new StreamMeasurement.Report.Idle(
            (double) whileIdle.scorerCpuNanos / whileIdle.wallNanos,
            (double) whileIdle.brokerCpuNanos / whileIdle.wallNanos);
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
