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
 * The topics of a local stack, and ways to put the scorers that work on them under load: all pairs
 * at once, or one after another at a fixed rate. For use by one thread.
 */
public final class LoadedTopics implements AutoCloseable {
  private final TemporaryStack stack;
  private final LongSupplier nanoClock;
  private final PairRecords records;
  private final Prefill prefill;
  private final Answers answers;
  private final OpenLoop openLoop;

  private LoadedTopics(
      TemporaryStack stack,
      LongSupplier nanoClock,
      PairRecords records,
      Prefill prefill,
      Answers answers,
      OpenLoop openLoop) {
    this.stack = stack;
    this.nanoClock = nanoClock;
    this.records = records;
    this.prefill = prefill;
    this.answers = answers;
    this.openLoop = openLoop;
  }

  /**
   * Opens the topics, which a scorer has made.
   *
   * @param pairs of which repetitions ({@link PairVariants}) are sent in turn, at least one
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
        Answers answers = new Answers(stack, connection, nanoClock);
        OpenLoop openLoop = new OpenLoop(connection, records, answers, nanoClock);
        return new LoadedTopics(stack, nanoClock, records, prefill, answers, openLoop);
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
   * Brings pairs from topic to topic, as fast as the scorers can. All pairs are written before the
   * scorers see the first; the time begins when they see them.
   *
   * @param scorers all that work on the topics
   * @param pairs how many, at least 1
   */
  public ThroughputSample pass(List<WatchedScorer> scorers, long pairs)
      throws InterruptedException {
    prefill.write(pairs);
    List<Observation> before = observe(scorers);
    long scorerCpu = scorerCpuNanos(scorers);
    long brokerCpu = brokerCpuNanos();
    long start = nanoClock.getAsLong();
    prefill.reveal();
    answers.await(pairs, () -> {}, answer -> {});
    long passed = nanoClock.getAsLong() - start;
    return new ThroughputSample(
        pairs,
        passed,
        scorerCpuNanos(scorers) - scorerCpu,
        brokerCpuNanos() - brokerCpu,
        ThroughputSample.Inside.between(before, observe(scorers), pairs));
  }

  /** Sends pairs at a fixed rate and tells how long each took, from when it was due. */
  public Latencies latencies(Schedule schedule) throws InterruptedException {
    return openLoop.run(schedule);
  }

  /** Processor time of the broker so far, in nanoseconds. */
  public long brokerCpuNanos() {
    return Processes.cpuNanos(stack.servers().kafka().pid());
  }

  /** Length of a record's value, on average, in bytes. */
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
        answers) {
      // closed from the last to the first, whatever one of them throws
    }
  }

  /**
   * Many pairs in one transaction. A scorer that works exactly-once reads committed records only,
   * so it sees none of them while they are written, and all of them at once when they are revealed.
   * For use by one thread.
   */
  static final class Prefill implements AutoCloseable {
    /** A broker allows 15 minutes by default. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final PairRecords records;
    private final Producer<byte[], byte[]> producer;

    Prefill(Connection connection, PairRecords records) {
      this.records = records;
      Map<String, Object> settings = connection.producer();
      settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "arena-bench");
      settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) LONGEST.toMillis());
      this.producer = KafkaClients.create(() -> new KafkaProducer<>(settings));
      try {
        producer.initTransactions();
      } catch (RuntimeException noBroker) {
        close();
        throw noBroker;
      }
    }

    /** Writes pairs and waits until the broker has them. */
    void write(long count) {
      producer.beginTransaction();
      for (long number = 0; number < count; number++) {
        producer.send(records.record(number, List.of()));
      }
      producer.flush();
    }

    /** Makes visible what was written. */
    void reveal() {
      producer.commitTransaction();
    }

    @Override
    public void close() {
      producer.close(Duration.ZERO);
    }
  }
}
