package dev.arena.lab.load;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.KafkaClients;
import dev.arena.kafka.client.TopicTail;
import dev.arena.lab.load.WatchedScorer.Observation;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.failure.UserException;
import dev.arena.servers.TemporaryStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The topics of a local stack, and two kinds of load for its scorers: all pairs at once, or pairs
 * at a fixed rate. For use by one thread.
 */
public final class LoadedTopics implements AutoCloseable {
  /** The header with the time at which a record was due. */
  private static final NumberHeader DUE = new NumberHeader("arena.bench.due");

  private static final Duration START_DELAY = Duration.ofMillis(50);
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  private final TemporaryStack stack;
  private final LongSupplier nanoClock;
  private final Connection connection;
  private final InputPairs.Records records;
  private final Prefill prefill;
  private final TopicTail tail;

  private LoadedTopics(
      TemporaryStack stack,
      LongSupplier nanoClock,
      Connection connection,
      InputPairs.Records records,
      Prefill prefill) {
    this.stack = stack;
    this.nanoClock = nanoClock;
    this.connection = connection;
    this.records = records;
    this.prefill = prefill;
    this.tail =
        TopicTail.open(
            connection,
            List.of(connection.topics().preferences(), connection.topics().deadLetters()),
            TopicTail.Start.NOW);
  }

  /**
   * Opens the topics; a scorer must already have created them.
   *
   * @param pairs at least one pair; variants of the pairs ({@link InputPairs#variant}) are sent one
   *     after another
   * @param nanoClock a clock in nanoseconds, such as {@code System::nanoTime}
   */
  public static LoadedTopics open(
      TemporaryStack stack, List<ConversationPair> pairs, LongSupplier nanoClock) {
    Connection connection =
        Connection.to(stack.servers().kafka().bootstrapServers(), stack.servers().registry().url());
    Prefill prefill = new Prefill(connection);
    try {
      InputPairs.Records records = new InputPairs.Records(connection, pairs, prefill.partitions());
      try {
        return new LoadedTopics(stack, nanoClock, connection, records, prefill);
      } catch (RuntimeException failed) {
        records.close();
        throw failed;
      }
    } catch (RuntimeException failed) {
      prefill.close();
      throw failed;
    }
  }

  /**
   * Measures how fast the scorers score a number of pairs. All pairs are written before the scorers
   * can read the first one; the clock starts when the pairs become visible.
   *
   * @param scorers all scorers of these topics
   * @param pairs number of pairs, at least 1
   */
  public ThroughputSample measureThroughput(List<WatchedScorer> scorers, long pairs)
      throws InterruptedException {
    prefill.write(records, pairs);
    List<Observation> before = observe(scorers);
    long scorerCpu = scorerCpuNanos(scorers);
    long brokerCpu = brokerCpuNanos();
    long start = nanoClock.getAsLong();
    prefill.commit();
    awaitPreferences(pairs, () -> {}, preference -> {});
    long passed = nanoClock.getAsLong() - start;
    return new ThroughputSample(
        pairs,
        passed,
        scorerCpuNanos(scorers) - scorerCpu,
        brokerCpuNanos() - brokerCpu,
        ThroughputSample.ScorerStats.between(before, observe(scorers), pairs));
  }

  /**
   * Sends pairs at a fixed rate, independently of the preferences that arrive, and returns the
   * latency of each pair, counted from when it was due. The latency therefore includes any wait
   * before the pair was sent.
   */
  public Latencies latencies(Schedule schedule) throws InterruptedException {
    long[] nanos = new long[schedule.count()];
    int[] seen = {0};
    Map<String, Object> eachAtOnce = Map.of(ProducerConfig.LINGER_MS_CONFIG, 0);
    try (PacedProducer producer = new PacedProducer(connection, eachAtOnce)) {
      long start = nanoClock.getAsLong() + START_DELAY.toNanos();
      producer.start(
          new PacedProducer.Scheduled(
              schedule,
              start,
              nanoClock,
              number -> records.record(number, DUE.of(start + schedule.dueNanos(number)))));
      awaitPreferences(
          schedule.count(),
          producer::requireNoFailure,
          preference -> nanos[seen[0]++] = nanoClock.getAsLong() - DUE.require(preference));
    }
    return new Latencies(nanos);
  }

  /**
   * Waits until this many preferences have arrived.
   *
   * @param check called repeatedly during the wait; an exception that it throws ends the wait
   * @param each called with each preference
   * @throws UserException if a pair became a dead letter, no preference arrived in time, or a
   *     process exited
   */
  private void awaitPreferences(
      long count, Runnable check, Consumer<ConsumerRecord<byte[], byte[]>> each)
      throws InterruptedException {
    long seen = 0;
    long last = nanoClock.getAsLong();
    while (seen < count) {
      for (ConsumerRecord<byte[], byte[]> record : tail.poll(POLL_TIMEOUT)) {
        rejectDeadLetter(record);
        each.accept(record);
        seen++;
        last = nanoClock.getAsLong();
      }
      stack.requireAlive();
      check.run();
      if (nanoClock.getAsLong() - last > TIMEOUT.toNanos()) {
        throw new UserException(
            "%d of %d pairs were scored, and then none for %d s; expected all of them. Stop other work, or measure fewer --pairs."
                .formatted(seen, count, TIMEOUT.toSeconds()));
      }
    }
  }

  private void rejectDeadLetter(ConsumerRecord<byte[], byte[]> record) {
    if (!record.topic().equals(connection.topics().preferences())) {
      throw new UserException(
          "a pair could not be scored and became a dead letter; expected only pairs that can be"
              + " scored. Find the pair with ./arena replay FILE --wait.");
    }
  }

  /** Returns the processor time of the broker so far, in nanoseconds. */
  public long brokerCpuNanos() {
    return Processes.cpuNanos(stack.servers().kafka().process().pid());
  }

  /** Returns the mean length of a record's value, in bytes. */
  public double meanBytes() {
    return records.meanBytes();
  }

  private static List<Observation> observe(List<WatchedScorer> scorers)
      throws InterruptedException {
    List<Observation> observations = new ArrayList<>();
    for (WatchedScorer scorer : scorers) {
      observations.add(scorer.observe());
    }
    return observations;
  }

  private static long scorerCpuNanos(List<WatchedScorer> scorers) {
    return scorers.stream().mapToLong(WatchedScorer::cpuNanos).sum();
  }

  @Override
  public void close() {
    try (records;
        prefill;
        tail) {
      // closes all of them in reverse order, even if one throws
    }
  }

  /**
   * Many pairs in one transaction. A scorer with exactly-once processing reads only committed
   * records, so it sees none of them until the transaction is committed, and then all of them. For
   * use by one thread.
   */
  static final class Prefill implements AutoCloseable {
    /** Less than the broker's default maximum of 15 minutes. */
    private static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(10);

    private final String topic;
    private final Producer<byte[], byte[]> producer;

    Prefill(Connection connection) {
      this.topic = connection.topics().pairs();
      Map<String, Object> settings = connection.producer();
      settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "arena-bench");
      settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_TIMEOUT.toMillis());
      this.producer = KafkaClients.create(() -> new KafkaProducer<>(settings));
      try {
        producer.initTransactions();
      } catch (RuntimeException noBroker) {
        close();
        throw noBroker;
      }
    }

    /** Returns the number of partitions of the pairs topic. */
    int partitions() {
      return producer.partitionsFor(topic).size();
    }

    /** Writes pairs and waits until the broker has acknowledged them. */
    void write(InputPairs.Records records, long count) {
      producer.beginTransaction();
      for (long number = 0; number < count; number++) {
        producer.send(records.record(number));
      }
      producer.flush();
    }

    /** Makes the written pairs visible. */
    void commit() {
      producer.commitTransaction();
    }

    @Override
    public void close() {
      producer.close(Duration.ZERO);
    }
  }
}
