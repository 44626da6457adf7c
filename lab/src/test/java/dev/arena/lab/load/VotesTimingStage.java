package dev.arena.lab.load;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TopicTail;
import dev.arena.servers.LocalService;
import dev.arena.servers.TemporaryStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A broker of its own for {@link VotesTimingsMain}, and what writes to it and reads from it. For
 * use by one thread.
 */
final class VotesTimingStage {
  private static final Duration LIMIT = Duration.ofMinutes(9);
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(20);

  private final TemporaryStack stack;
  private final Connection connection;
  private final KafkaProducer<byte[], byte[]> producer;

  VotesTimingStage(TemporaryStack stack) {
    this.stack = stack;
    this.connection =
        Connection.to(stack.servers().kafka().bootstrapServers(), stack.servers().registry().url());
    this.producer = new KafkaProducer<>(connection.producer());
  }

  Connection connection() {
    return connection;
  }

  /** Starts a votes service, and waits until it is ready. */
  LocalService startVotes(Map<String, String> settings) throws InterruptedException {
    Map<String, String> all = new TreeMap<>(settings);
    all.put("arena.topic.partitions", String.valueOf(VotesTimingRecords.PARTITIONS));
    all.put("arena.start.timeout", "2 m");
    return stack.start(LocalService.Program.VOTES, all);
  }

  LocalService start(LocalService.Program program, Map<String, String> settings)
      throws InterruptedException {
    return stack.start(program, settings);
  }

  void stop(LocalService service) {
    stack.stop(service);
  }

  void createTopics(String... names) throws Exception {
    List<NewTopic> topics = new ArrayList<>();
    for (String name : names) {
      topics.add(
          new NewTopic(name, VotesTimingRecords.PARTITIONS, (short) 1)
              .configs(
                  name.equals(VotesTimingRecords.BATTLES)
                      ? Map.of("cleanup.policy", "compact")
                      : Map.of()));
    }
    try (Admin admin = Admin.create(connection.admin())) {
      admin.createTopics(topics).all().get(1, TimeUnit.MINUTES);
    }
  }

  /** Writes records as fast as possible. */
  void write(int count, IntFunction<ProducerRecord<byte[], byte[]>> record) {
    for (int number = 0; number < count; number++) {
      producer.send(record.apply(number));
    }
    producer.flush();
  }

  /**
   * Starts to write records at a fixed rate.
   *
   * @return when each record was written, in nanoseconds; 0 before it is
   */
  AtomicLongArray writePaced(
      int count, int perSecond, IntFunction<ProducerRecord<byte[], byte[]>> record) {
    AtomicLongArray sent = new AtomicLongArray(count);
    long start = System.nanoTime();
    Thread writing =
        new Thread(
            () -> {
              for (int number = 0; number < count; number++) {
                long due = start + number * 1_000_000_000L / perSecond;
                while (System.nanoTime() - due < 0) {
                  LockSupport.parkNanos(due - System.nanoTime());
                }
                sent.set(number, System.nanoTime());
                producer.send(record.apply(number));
              }
            });
    writing.setDaemon(true);
    writing.start();
    return sent;
  }

  TopicTail tail(TopicTail.Start start, String... topics) {
    return TopicTail.open(connection, List.of(topics), start);
  }

  /** Writes records, and waits for as many records of a topic. */
  void writeAndAwait(String topic, int count, IntFunction<ProducerRecord<byte[], byte[]>> record) {
    try (TopicTail tail = tail(TopicTail.Start.NOW, topic)) {
      write(count, record);
      int[] read = {0};
      await(tail, answer -> ++read[0] == count);
    }
  }

  /** Reads records until the last, which the predicate accepts. */
  static void await(TopicTail tail, Predicate<ConsumerRecord<byte[], byte[]>> last) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < LIMIT.toNanos()) {
      for (ConsumerRecord<byte[], byte[]> record : tail.poll(POLL_TIMEOUT)) {
        if (last.test(record)) {
          return;
        }
      }
    }
    throw new IllegalStateException("not finished within " + LIMIT);
  }

  /** Reads records until none has come for so long. */
  static void awaitQuiet(
      TopicTail tail, Duration quiet, Consumer<ConsumerRecord<byte[], byte[]>> read) {
    long start = System.nanoTime();
    long last = start;
    while (System.nanoTime() - last < quiet.toNanos()) {
      for (ConsumerRecord<byte[], byte[]> record : tail.poll(POLL_TIMEOUT)) {
        read.accept(record);
        last = System.nanoTime();
      }
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        throw new IllegalStateException("not finished within " + LIMIT);
      }
    }
  }

  static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
