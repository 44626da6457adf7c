package dev.arena.console.topics;

import dev.arena.console.topics.RecordTaker.Finding;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TopicTail;
import dev.arena.kafka.failure.BrokerErrors;
import dev.arena.kafka.failure.Causes;
import dev.arena.kafka.failure.RegistryException;
import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads Arena's topics into the contents until closed, with a thread and a consumer of its own. A
 * topic that is missing, a broker or a registry that does not answer are tried again; meanwhile the
 * contents stay, and their monitor says why they are old. All methods are safe for use by many
 * threads.
 */
public final class TopicReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration QUIET_CLOSE = Duration.ofSeconds(3);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Connection connection;
  private final Map<String, TopicKind> topics;
  private final TopicContents contents;
  private final Times times;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  // used by the thread alone
  private final ReadPositions positions;
  private final ReadFailures failures;

  private TopicReader(Source source, TopicContents contents, Times times, ThreadFactory threads) {
    this.connection = source.connection;
    this.topics = source.topics.kinds();
    this.contents = contents;
    this.times = times;
    this.positions = new ReadPositions(topics, source.recent);
    this.failures = new ReadFailures(topics.keySet(), contents.monitor(), times);
    topics.forEach(contents.monitor()::add);
    this.thread = threads.newThread(this::run);
  }

  /**
   * What is read.
   *
   * @param recent how many of the latest records are read of a topic that is not compacted
   */
  public record Source(Connection connection, ConsoleTopics topics, int recent) {}

  /**
   * When the reader does what.
   *
   * @param look how often it looks for topics and partitions that are new
   * @param check how often it asks for the ends of the topics, and so notices that the broker does
   *     not answer; then it also tries again the records that the registry did not answer for
   * @param longestPause the longest time between two attempts after a failure
   * @param clock the time at which records arrive
   * @param nanoClock such as {@code System::nanoTime}
   */
  public record Times(
      Duration look,
      Duration check,
      Duration longestPause,
      InstantSource clock,
      LongSupplier nanoClock) {
    /** Those of a console. */
    public static Times standard(InstantSource clock, LongSupplier nanoClock) {
      return new Times(
          Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(30), clock, nanoClock);
    }
  }

  /**
   * Begins to read; returns without waiting for the broker.
   *
   * @param contents receive the records; only this reader may add to them
   * @param threads creates the thread that reads
   */
  public static TopicReader start(
      Source source, TopicContents contents, Times times, ThreadFactory threads) {
    TopicReader reader = new TopicReader(source, contents, times, threads);
    reader.thread.start();
    return reader;
  }

  /** Whether every topic has been read to the end that it had at first, or is missing. */
  public boolean caughtUp() {
    return contents.monitor().caughtUp();
  }

  /** Stops reading within a few seconds. Closing again has no effect. */
  @Override
  public void close() throws InterruptedException {
    closed.countDown();
    thread.join(QUIET_CLOSE.toMillis()); // Kafka logs an interrupted close as an error
    thread.interrupt();
    thread.join(CLOSE_TIMEOUT.toMillis());
  }

  private void run() {
    try {
      while (!isClosed()) {
        try (RecordDecoder decoder = new RecordDecoder(connection.configuration());
            TopicTail tail = TopicTail.open(connection)) {
          new Session(tail, new RecordTaker(contents, decoder, times.nanoClock)).read();
        } catch (RuntimeException | Error failed) {
          if (failed instanceof InterruptException || isClosed()) {
            return;
          }
          failures.failed(failed);
          closed.await(failures.nextPause().toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException closing) {
      LOG.debug("Reading has stopped");
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Reads with one consumer. */
  private final class Session {
    private final TopicTail tail;
    private final RecordTaker taker;
    private long lookAt;
    private long checkAt;

    /** Whether the broker answered the last look. */
    private boolean looked;

    Session(TopicTail tail, RecordTaker taker) {
      this.tail = tail;
      this.taker = taker;
      this.lookAt = times.nanoClock.getAsLong();
      this.checkAt = lookAt;
    }

    void read() throws InterruptedException {
      positions.resume(tail);
      while (!isClosed()) {
        if (isDue(lookAt)) {
          looked = attempt(this::look);
          Duration wait = looked ? times.look : failures.nextPause();
          lookAt = times.nanoClock.getAsLong() + wait.toNanos();
          checkAt = times.nanoClock.getAsLong();
        }
        if (isDue(checkAt)) {
          attempt(this::check);
          checkAt = times.nanoClock.getAsLong() + times.check.toNanos();
        }
        take(polled());
        if (!failures.isFailing() && !caughtUp()) {
          failures.report(positions);
        }
      }
    }

    private boolean isDue(long at) {
      return times.nanoClock.getAsLong() - at >= 0;
    }

    /** Kafka's consumer connects to a broker again by itself, so a failure is only reported. */
    private boolean attempt(Runnable request) {
      try {
        request.run();
        return true;
      } catch (UserException failed) {
        failures.failed(failed);
        return false;
      }
    }

    private void look() {
      topics.keySet().forEach(topic -> partitions(topic).ifPresent(all -> follow(topic, all)));
    }

    /** Empty if the broker refuses the topic. */
    private Optional<List<PartitionInfo>> partitions(String topic) {
      try {
        return Optional.of(tail.partitions(topic));
      } catch (UserException failed) {
        if (!BrokerErrors.isTopicRefused(failed)) {
          throw failed;
        }
        refused(Set.of(topic), failed);
        return Optional.empty();
      }
    }

    private void follow(String topic, List<PartitionInfo> partitions) {
      List<TopicPartition> led = led(partitions);
      boolean exists;
      try {
        exists = positions.follow(topic, partitions.size(), led, tail);
      } catch (UserException failed) {
        failures.failed(topic, String.valueOf(failed.getMessage()));
        return;
      }
      if (led.size() < partitions.size()) {
        withoutLeader(topic, partitions.size() - led.size());
      } else if (!positions.isSuspended(topic)) {
        failures.recovered(topic);
      }
      if (!exists) {
        contents.monitor().status(topic, positions.status(topic));
      }
    }

    private void check() {
      positions.resumeSuspended(tail);
      List<TopicPartition> readable = new ArrayList<>();
      for (String topic : positions.topics()) {
        partitions(topic)
            .ifPresent(
                all -> {
                  List<TopicPartition> led = led(all);
                  led.stream().filter(positions::contains).forEach(readable::add);
                  if (led.size() < all.size()) {
                    withoutLeader(topic, all.size() - led.size());
                  }
                });
      }
      // Kafka would wait for the ends of partitions without a leader
      Map<TopicPartition, Long> ends = tail.ends(readable);
      positions.restart(ends, tail);
      topics.keySet().forEach(topic -> contents.monitor().lag(topic, positions.lag(topic, ends)));
      if (looked) { // or else the broker may not have been asked
        failures.recovered();
        failures.report(positions);
      }
    }

    private static List<TopicPartition> led(List<PartitionInfo> partitions) {
      return partitions.stream()
          .filter(each -> each.leader() != null && !each.leader().isEmpty())
          .map(each -> new TopicPartition(each.topic(), each.partition()))
          .toList();
    }

    private void withoutLeader(String topic, int partitions) {
      failures.failed(
          topic,
          "topic %s has %d partitions without a leader, which cannot be read. Look at the Kafka brokers."
              .formatted(topic, partitions));
    }

    private ConsumerRecords<byte[], byte[]> polled() throws InterruptedException {
      if (!positions.isReading()) { // Kafka's consumer refuses to poll then
        closed.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
        return ConsumerRecords.empty();
      }
      try {
        return tail.poll(POLL);
      } catch (UserException failed) {
        for (Throwable cause : Causes.of(failed)) {
          if (cause instanceof TopicAuthorizationException refusal) {
            refused(refusal.unauthorizedTopics(), failed);
            return ConsumerRecords.empty();
          }
        }
        throw failed;
      }
    }

    /** The other topics are still read. */
    private void refused(Set<String> names, UserException failed) {
      positions.drop(names, tail);
      String reason = String.valueOf(failed.getMessage());
      names.stream().filter(topics::containsKey).forEach(name -> failures.failed(name, reason));
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        if (!positions.isSuspended(record.topic())) {
          take(record);
        }
      }
      positions.advance(tail);
      contents.changed(positions.versions());
    }

    /** If the registry fails, the record is read again after the next check. */
    private void take(ConsumerRecord<byte[], byte[]> record) {
      positions.meet(record);
      TopicKind kind = Objects.requireNonNull(topics.get(record.topic()));
      Finding finding =
          new Finding(
              kind, positions.isLive(record), positions.isRecent(record), times.clock.instant());
      try {
        taker.take(record, finding);
      } catch (RegistryException failed) {
        positions.suspend(record.topic(), tail);
        failures.failed(record.topic(), failed);
        return;
      }
      positions.taken(record);
      failures.read(record.topic());
    }
  }
}
