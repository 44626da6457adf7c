package dev.arena.lab.soak;

import dev.arena.cli.ArenaVersion;
import dev.arena.cli.ProgressBar;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TopicTail;
import dev.arena.kafka.client.TopicTail.Start;
import dev.arena.lab.load.InputPairs;
import dev.arena.lab.load.PacedProducer;
import dev.arena.lab.load.Schedule;
import dev.arena.lab.load.WatchedScorer;
import dev.arena.lab.report.TextLines;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.failure.UserException;
import dev.arena.servers.LocalService;
import dev.arena.servers.TemporaryStack;
import dev.arena.streamer.config.StreamerKeys;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A soak test: it puts a steady load on a scorer with its own servers, and samples the scorer from
 * outside. For use by one thread.
 */
final class Soak {
  /** With so few samples, the table compares the first, the middle and the last one. */
  private static final int MIN_SAMPLES = 3;

  private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final int MAX_PAIRS = 1000;
  private static final int PARTITIONS = 4; // the default of the local broker
  private static final double NANOS = 1e9;

  private final Options options;
  private final LongSupplier nanoClock;
  private final String date;
  private final OutputTracker outputs = new OutputTracker();
  private final List<SoakReport.Sample> samples = new ArrayList<>();
  private String model = "";
  private long start;
  private long end;
  private int sent;
  private boolean started;
  private boolean complete;

  /**
   * Prepares a soak test.
   *
   * @param nanoClock a clock in nanoseconds, such as {@code System::nanoTime}
   * @param clock clock for the date of the report
   */
  Soak(Options options, LongSupplier nanoClock, Clock clock) {
    this.options = options;
    this.nanoClock = nanoClock;
    this.date = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * Runs the whole test. {@link #report} then returns the results so far, even if this method
   * throws.
   *
   * @param say called with a sentence about each step
   * @throws UserException if a process exited unexpectedly
   */
  void run(Consumer<String> say) throws InterruptedException {
    model = ModelBundle.load(options.bundle()).manifest().model();
    List<ConversationPair> pairs = InputPairs.read(options.input(), MAX_PAIRS);
    say.accept("starting Kafka, a schema registry and the scorer");
    String bundle = options.bundle().toAbsolutePath().toString();
    try (TemporaryStack stack = TemporaryStack.start("arena-soak");
        WatchedScorer scorer =
            new WatchedScorer(
                stack.start(
                    LocalService.Program.STREAM, Map.of(StreamerKeys.BUNDLE.name(), bundle)))) {
      Connection connection =
          Connection.to(
              stack.servers().kafka().bootstrapServers(), stack.servers().registry().url());
      try (TopicTail tail =
              TopicTail.open(
                  connection,
                  List.of(connection.topics().preferences(), connection.topics().deadLetters()),
                  Start.NOW);
          SoakRecords records =
              new SoakRecords(new InputPairs.Records(connection, pairs, PARTITIONS))) {
        started = true;
        say.accept("sending pairs; Ctrl-C shows the results so far");
        watch(stack, scorer, connection, tail, records);
      } catch (RuntimeException broken) {
        stack.requireAlive(); // an ended process is the better explanation
        throw broken;
      }
    }
  }

  private void watch(
      TemporaryStack stack,
      WatchedScorer scorer,
      Connection connection,
      TopicTail tail,
      SoakRecords records)
      throws InterruptedException {
    Schedule schedule = new Schedule(options.perSecond(), options.records());
    try (ProgressBar progress = ProgressBar.onStderr("soak", "s", options.duration().toSeconds());
        PacedProducer load = new PacedProducer(connection, Map.of())) {
      start = nanoClock.getAsLong();
      end = start;
      load.start(new PacedProducer.Scheduled(schedule, start, nanoClock, records::record));
      do {
        read(tail, connection, load);
        stack.requireAlive();
        end = nanoClock.getAsLong();
        if (end - start >= (samples.size() + 1) * options.every().toNanos()) {
          samples.add(new SoakReport.Sample((end - start) / NANOS, scorer.metrics()));
          progress.update((end - start) / (long) NANOS, summary());
        }
      } while (end - start < options.duration().toNanos() || samples.size() < MIN_SAMPLES);
      long deadline = end + TIMEOUT.toNanos();
      while (missing() > 0 || sent < options.records()) {
        read(tail, connection, load);
        stack.requireAlive();
        if (nanoClock.getAsLong() - deadline > 0) {
          break;
        }
      }
      read(tail, connection, load);
      complete = true;
    }
  }

  private void read(TopicTail tail, Connection connection, PacedProducer load) {
    sent = load.acknowledged();
    load.requireNoFailure();
    for (ConsumerRecord<byte[], byte[]> record : tail.poll(POLL_TIMEOUT)) {
      outputs.received(
          SoakRecords.number(record), record.topic().equals(connection.topics().deadLetters()));
    }
  }

  private int missing() {
    return Math.max(0, sent - outputs.answered() - outputs.deadLettered());
  }

  private String summary() {
    long resident =
        samples.get(samples.size() - 1).metrics().getOrDefault(WatchedScorer.Metric.RESIDENT, 0L);
    return TextLines.format(
        "%,d sent, %,d not answered yet, scorer %s",
        sent, missing(), TextLines.megabytes(resident));
  }

  /** Whether there is anything to report. */
  boolean started() {
    return started;
  }

  /** Returns the results so far. */
  SoakReport report() {
    return new SoakReport(
        date,
        ArenaVersion.current(),
        model,
        options.perSecond(),
        (end - start) / NANOS,
        !complete,
        new SoakReport.Counts(
            sent, outputs.answered(), outputs.deadLettered(), missing(), outputs.surplus()),
        SoakReport.growths(samples),
        samples);
  }

  /**
   * The outputs of the numbered records: each good record must have one preference, and each bad
   * record one dead letter. For use by one thread.
   */
  static final class OutputTracker {
    private final BitSet answered = new BitSet();
    private final BitSet deadLettered = new BitSet();
    private int surplus;

    void received(int number, boolean asDeadLetter) {
      BitSet seen = asDeadLetter ? deadLettered : answered;
      if (seen.get(number) || asDeadLetter != SoakRecords.isBad(number)) {
        surplus++;
      } else {
        seen.set(number);
      }
    }

    /** Returns the number of pairs with a preference. */
    int answered() {
      return answered.cardinality();
    }

    /** Returns the number of bad records with a dead letter. */
    int deadLettered() {
      return deadLettered.cardinality();
    }

    /** Returns the number of outputs that were duplicates or in the wrong topic. */
    int surplus() {
      return surplus;
    }
  }

  /**
   * The options of a soak test.
   *
   * @param bundle model bundle of the scorer
   * @param input CSV file of the pairs to send
   * @param perSecond records per second, including bad ones
   * @param duration how long records are sent
   * @param every interval between samples of the scorer; at most a sixth of the duration
   */
  record Options(Path bundle, String input, double perSecond, Duration duration, Duration every) {
    static final int PARTS = 6;

    Options {
      if (!(perSecond > 0) || every.isZero() || every.multipliedBy(PARTS).compareTo(duration) > 0) {
        throw new IllegalArgumentException(
            "%s pairs/s for %s, sampled every %s; expected more than 0, and at least six samples"
                .formatted(perSecond, duration, every));
      }
    }

    /** Returns the number of records to send. */
    int records() {
      return (int) Math.max(1, Math.round(perSecond * duration.toNanos() / 1e9));
    }
  }
}
