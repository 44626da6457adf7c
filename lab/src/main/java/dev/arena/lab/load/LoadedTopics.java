package dev.arena.lab.load;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.KafkaClients;
import dev.arena.lab.load.WatchedScorer.Observation;
import dev.arena.schemas.ConversationPair;
import dev.arena.servers.TemporaryStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The topics of a local stack, and two kinds of load for its scorers: all pairs at once, or pairs
 * at a fixed rate. For use by one thread.
 */
public final class LoadedTopics implements AutoCloseable {
  private final TemporaryStack stack;
  private final LongSupplier nanoClock;
  private final PairRecords records;
  private final Prefill prefill;
  private final CommittedPreferences preferences;
  private final OpenLoop openLoop;

  private LoadedTopics(
      TemporaryStack stack,
      LongSupplier nanoClock,
      PairRecords records,
      Prefill prefill,
      CommittedPreferences preferences,
      OpenLoop openLoop) {
    this.stack = stack;
    this.nanoClock = nanoClock;
    this.records = records;
    this.prefill = prefill;
    this.preferences = preferences;
    this.openLoop = openLoop;
  }

  /**
   * Opens the topics; a scorer must have created them.
   *
   * @param pairs at least one pair; variants of the pairs ({@link PairVariants}) are sent in turn
   * @param nanoClock such as {@code System::nanoTime}
   */
  public static LoadedTopics open(
      TemporaryStack stack, List<ConversationPair> pairs, LongSupplier nanoClock) {
    Connection connection =
        Connection.to(stack.servers().kafka().bootstrapServers(), stack.servers().registry().url());
    PairRecords records = new PairRecords(connection, pairs, partitions(connection));
    try {
      Prefill prefill = new Prefill(connection, records);
      try {
        CommittedPreferences preferences = new CommittedPreferences(stack, connection, nanoClock);
        OpenLoop openLoop = new OpenLoop(connection, records, preferences, nanoClock);
        return new LoadedTopics(stack, nanoClock, records, prefill, preferences, openLoop);
      } catch (RuntimeException failed) {
        prefill.close();
        throw failed;
      }
    } catch (RuntimeException failed) {
      records.close();
      throw failed;
    }
  }

  private static int partitions(Connection connection) {
    String topic = connection.topics().pairs();
    try (Admin admin = Admin.create(connection.admin())) {
      return admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .toCompletionStage()
          .toCompletableFuture()
          .join()
          .values()
          .iterator()
          .next()
          .partitions()
          .size();
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
    prefill.write(pairs);
    List<Observation> before = observe(scorers);
    long scorerCpu = scorerCpuNanos(scorers);
    long brokerCpu = brokerCpuNanos();
    long start = nanoClock.getAsLong();
    prefill.commit();
    preferences.await(pairs, () -> {}, preference -> {});
    long passed = nanoClock.getAsLong() - start;
    return new ThroughputSample(
        pairs,
        passed,
        scorerCpuNanos(scorers) - scorerCpu,
        brokerCpuNanos() - brokerCpu,
        ThroughputSample.ScorerStats.between(before, observe(scorers), pairs));
  }

  /** Sends pairs at a fixed rate and returns the latency of each, counted from when it was due. */
  public Latencies latencies(Schedule schedule) throws InterruptedException {
    return openLoop.run(schedule);
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
        preferences) {
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

    private final PairRecords records;
    private final Producer<byte[], byte[]> producer;

    Prefill(Connection connection, PairRecords records) {
      this.records = records;
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

    /** Writes pairs and waits until the broker has acknowledged them. */
    void write(long count) {
      producer.beginTransaction();
      for (long number = 0; number < count; number++) {
        producer.send(records.record(number, List.of()));
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
