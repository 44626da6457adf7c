package dev.arena.lab.soak;

import dev.arena.cli.ArenaVersion;
import dev.arena.cli.ProgressBar;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TopicTail;
import dev.arena.kafka.client.TopicTail.Start;
import dev.arena.lab.load.InputPairs;
import dev.arena.lab.load.ProcessMetric;
import dev.arena.lab.load.Schedule;
import dev.arena.lab.load.WatchedScorer;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.failure.UserException;
import dev.arena.servers.TemporaryStack;
import dev.arena.streamer.config.StreamerKeys;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Puts a scorer of its own, on servers of its own, under a steady load, and looks at it from
 * outside now and then. For use by one thread.
 */
final class Soak {
  /** The table shows the growth between the first, the middle and the last. */
  private static final int LEAST_SAMPLES = 3;

  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final int MOST_PAIRS = 1000;
  private static final int PARTITIONS = 4; // as the local broker makes topics
  private static final double NANOS = 1e9;
  private static final long MEGA = 1_000_000;

  private final Options options;
  private final LongSupplier nanoClock;
  private final String date;
  private final Ledger ledger = new Ledger();
  private final List<SoakReport.Sample> samples = new ArrayList<>();
  private String model = "";
  private long start;
  private long end;
  private int sent;
  private boolean begun;
  private boolean complete;

  /**
   * @param nanoClock such as {@code System::nanoTime}
   * @param clock for the date
   */
  Soak(Options options, LongSupplier nanoClock, Clock clock) {
    this.options = options;
    this.nanoClock = nanoClock;
    this.date = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * Runs to the end; {@link #report} then tells what was seen, also when this throws.
   *
   * @param say told in a sentence what begins
   * @throws UserException if a part of the stack ended by itself
   */
  void run(Consumer<String> say) throws InterruptedException {
    model = ModelBundle.load(options.bundle()).manifest().model();
    List<ConversationPair> pairs = InputPairs.read(options.input(), MOST_PAIRS);
    say.accept("starting Kafka, a schema registry and the scorer");
    String bundle = options.bundle().toAbsolutePath().toString();
    try (TemporaryStack stack = TemporaryStack.start("arena-soak");
        WatchedScorer scorer =
            new WatchedScorer(stack.startScorer(Map.of(StreamerKeys.BUNDLE.name(), bundle)))) {
      Connection connection =
          Connection.to(
              stack.servers().kafka().bootstrapServers(), stack.servers().registry().url());
      try (TopicTail tail =
              TopicTail.open(
                  connection,
                  List.of(connection.topics().preferences(), connection.topics().deadLetters()),
                  Start.NOW);
          SoakRecords records = new SoakRecords(connection, pairs, PARTITIONS)) {
        begun = true;
        say.accept("sending pairs; Ctrl-C shows what was seen until then");
        watch(stack, scorer, connection, tail, records);
      } catch (RuntimeException broken) {
        stack.requireAlive(); // what has ended, or was ended, is the better reason
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
    start = nanoClock.getAsLong();
    end = start;
    Schedule schedule = new Schedule(options.perSecond(), options.records());
    try (ProgressBar progress = ProgressBar.onStderr("soak", "s", options.duration().toSeconds());
        SteadyLoad load = SteadyLoad.start(connection, records::record, schedule, nanoClock)) {
      do {
        read(tail, connection, load);
        stack.requireAlive();
        end = nanoClock.getAsLong();
        if (end - start >= (samples.size() + 1) * options.every().toNanos()) {
          samples.add(new SoakReport.Sample((end - start) / NANOS, scorer.vitals()));
          progress.update((end - start) / (long) NANOS, summary());
        }
      } while (end - start < options.duration().toNanos() || samples.size() < LEAST_SAMPLES);
      long latest = end + TIMEOUT.toNanos();
      while (missing() > 0 || sent < options.records()) {
        read(tail, connection, load);
        stack.requireAlive();
        if (nanoClock.getAsLong() - latest > 0) {
          break;
        }
      }
      read(tail, connection, load);
      complete = true;
    }
  }

  private void read(TopicTail tail, Connection connection, SteadyLoad load) {
    sent = load.confirmed();
    load.requireNoFailure();
    for (ConsumerRecord<byte[], byte[]> record : tail.poll(LOOK)) {
      ledger.came(
          SoakRecords.number(record), record.topic().equals(connection.topics().deadLetters()));
    }
  }

  private int missing() {
    return Math.max(0, sent - ledger.answered() - ledger.deadLettered());
  }

  private String summary() {
    long resident =
        samples.get(samples.size() - 1).vitals().getOrDefault(ProcessMetric.RESIDENT, 0L) / MEGA;
    return String.format(
        Locale.ROOT, "%,d sent, %,d not answered yet, scorer %,d MB", sent, missing(), resident);
  }

  /** Whether there is anything to report. */
  boolean begun() {
    return begun;
  }

  /** What was seen so far. */
  SoakReport report() {
    return new SoakReport(
        date,
        ArenaVersion.current(),
        model,
        options.perSecond(),
        (end - start) / NANOS,
        !complete,
        new SoakReport.Counts(
            sent, ledger.answered(), ledger.deadLettered(), missing(), ledger.surplus()),
        SoakReport.growths(samples),
        samples);
  }

  /**
   * Which of the numbered records came back, and where: every good one as a preference, every bad
   * one as a dead letter, once. For use by one thread.
   */
  static final class Ledger {
    private final BitSet answered = new BitSet();
    private final BitSet deadLettered = new BitSet();
    private int surplus;

    /** A record came back. */
    void came(int number, boolean asDeadLetter) {
      BitSet seen = asDeadLetter ? deadLettered : answered;
      if (seen.get(number) || asDeadLetter != SoakRecords.isBad(number)) {
        surplus++;
      } else {
        seen.set(number);
      }
    }

    /** How many pairs have their preference. */
    int answered() {
      return answered.cardinality();
    }

    /** How many bad records have their dead letter. */
    int deadLettered() {
      return deadLettered.cardinality();
    }

    /** How many came a second time, or in the wrong topic. */
    int surplus() {
      return surplus;
    }
  }

  /**
   * What is soaked.
   *
   * @param bundle the model that scores
   * @param input CSV file of the pairs that are sent
   * @param perSecond pairs, bad records included
   * @param duration for how long they are sent
   * @param every how often the scorer is looked at; at most a sixth of the duration
   */
  record Options(Path bundle, String input, double perSecond, Duration duration, Duration every) {
    static final int PARTS = 6;

    Options {
      if (!(perSecond > 0) || every.isZero() || every.multipliedBy(PARTS).compareTo(duration) > 0) {
        throw new IllegalArgumentException(
            "%s pairs/s for %s, looked at every %s; expected more than 0, and six looks or more"
                .formatted(perSecond, duration, every));
      }
    }

    /** How many records are sent. */
    int records() {
      return (int) Math.max(1, Math.round(perSecond * duration.toNanos() / 1e9));
    }
  }
}
