package dev.arena.console.topics;

import dev.arena.console.topics.RecordTaker.Finding;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TopicTail;
import dev.arena.kafka.failure.BrokerErrors;
import dev.arena.kafka.failure.Causes;
import dev.arena.kafka.failure.RegistryException;
import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
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
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration QUIET_CLOSE = Duration.ofSeconds(3);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Connection connection;
  private final Map<String, TopicKind> topics;
  private final TopicContents contents;
  private final Times times;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  // used by the thread alone, like the fields below
  private final ReadPositions positions;
  private Duration pause = FIRST_PAUSE;
  private String failure = "";

  private TopicReader(Source source, TopicContents contents, Times times, ThreadFactory threads) {
    this.connection = source.connection;
    this.topics = source.topics.kinds();
    this.contents = contents;
    this.times = times;
    this.positions = new ReadPositions(topics, source.recent);
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
   *     not answer
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
          fail(failed);
          pause();
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
          attempt(this::look);
          lookAt = times.nanoClock.getAsLong() + times.look.toNanos();
          checkAt = times.nanoClock.getAsLong();
        }
        if (isDue(checkAt)) {
          attempt(this::check);
          checkAt = times.nanoClock.getAsLong() + times.check.toNanos();
        }
        take(polled());
        if (failure.isEmpty() && !caughtUp()) {
          report();
        }
      }
    }

    private boolean isDue(long at) {
      return times.nanoClock.getAsLong() - at >= 0;
    }

    /** Kafka's consumer connects to a broker again by itself, so a failure is only reported. */
    private void attempt(Runnable request) {
      try {
        request.run();
      } catch (UserException failed) {
        fail(failed);
      }
    }

    private void look() {
      topics.forEach(
          (topic, kind) -> {
            try {
              if (!positions.follow(topic, tail)) {
                contents.monitor().status(topic, positions.status(topic));
              }
            } catch (UserException failed) {
              if (!BrokerErrors.isTopicRefused(failed)) {
                throw failed;
              }
              refused(Set.of(topic), failed);
            }
          });
    }

    private void check() {
      Map<TopicPartition, Long> ends = tail.ends(positions.partitions());
      topics.keySet().forEach(topic -> contents.monitor().lag(topic, positions.lag(topic, ends)));
      recover();
      report();
    }

    private void report() {
      for (String topic : topics.keySet()) {
        TopicStatus status = positions.status(topic);
        if (!(status instanceof TopicStatus.Unknown)) { // or else it was refused
          contents.monitor().status(topic, status);
        }
      }
    }

    private ConsumerRecords<byte[], byte[]> polled() {
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
      names.stream()
          .filter(topics::containsKey)
          .forEach(name -> contents.monitor().failed(name, times.clock.instant(), reason));
      LOG.warn("{}", reason);
    }

    private void take(ConsumerRecords<byte[], byte[]> records) throws InterruptedException {
      Set<TopicKind> changed = EnumSet.noneOf(TopicKind.class);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        TopicKind kind = topics.getOrDefault(record.topic(), TopicKind.DEAD_LETTERS);
        Finding finding =
            new Finding(
                kind, positions.isLive(record), positions.isRecent(record), times.clock.instant());
        while (!isTaken(record, finding)) {
          tell(changed);
          pause();
        }
        changed.add(kind);
      }
      positions.advance(tail);
      tell(changed);
    }

    private boolean isTaken(ConsumerRecord<byte[], byte[]> record, Finding finding) {
      try {
        taker.take(record, finding);
        return true;
      } catch (RegistryException down) {
        fail(down);
        checkAt = times.nanoClock.getAsLong(); // which then reports that reading continues
        return false;
      }
    }

    private void tell(Set<TopicKind> changed) {
      if (!changed.isEmpty()) {
        contents.changed(changed);
        changed.clear();
      }
    }
  }

  private void fail(Throwable failed) {
    boolean expected = failed instanceof UserException || failed instanceof RegistryException;
    String reason =
        expected
            ? String.valueOf(failed.getMessage())
            : "the console failed to read the topics (%s); its log says more"
                .formatted(failed.getClass().getSimpleName());
    Instant now = times.clock.instant();
    topics.keySet().forEach(topic -> contents.monitor().failed(topic, now, reason));
    if (!reason.equals(failure)) {
      LOG.warn("The topics cannot be read and are tried again: {}", reason);
      if (!expected) {
        LOG.warn("The failure was", failed);
      }
      failure = reason;
    }
  }

  private void recover() {
    if (!failure.isEmpty()) {
      LOG.info("The topics can be read again");
      failure = "";
    }
    pause = FIRST_PAUSE;
  }

  private void pause() throws InterruptedException {
    closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(times.longestPause) < 0 ? doubled : times.longestPause;
  }
}
