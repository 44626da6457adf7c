package dev.arena.console.voting;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.arena.console.http.Problem;
import dev.arena.console.http.ProblemException;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.KafkaClients;
import dev.arena.kafka.failure.BrokerErrors;
import dev.arena.schemas.Vote;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.ArenaSerdes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Serde;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes votes to their topic, each with its pair's id as key. One thread of its own waits for the
 * cluster where Kafka's producer or the registry's client would make the caller wait. Safe for use
 * by many threads.
 */
public final class VoteWriter implements VoteLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VoteWriter.class);

  /** More votes than people cast at once; a vote that waits is a request that waits. */
  static final int MAX_IN_FLIGHT = 64;

  /** How long the broker may take to say where the topic is. */
  private static final Duration LOOKUP_TIMEOUT = Duration.ofSeconds(3);

  /** How long the broker may take to write a vote, retries included. */
  private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(6);

  /** How long a voter waits, also for votes before this one. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Connection connection;
  private final String topic;
  private final Serde<Vote> serde;
  private final Semaphore free = new Semaphore(MAX_IN_FLIGHT);
  private final ExecutorService worker;

  // used by the worker only
  private @Nullable Producer<byte[], byte[]> producer;
  private boolean schemaKnown;

  /** Whether the producer can no longer be used. */
  private volatile boolean failed;

  /** A vote that is being written. */
  private static final class Writing {
    final CompletableFuture<Void> written = new CompletableFuture<>();

    /** Whether the broker may have it. */
    volatile boolean sent;
  }

  /**
   * Opens no connection yet: the console also starts without a cluster.
   *
   * @param threads creates the thread that waits for the cluster
   * @throws UserException if a setting cannot work
   */
  public VoteWriter(Connection connection, ThreadFactory threads) {
    this.connection = connection;
    this.topic = connection.votesTopic();
    this.serde = ArenaSerdes.votes(connection.registry());
    this.worker = Executors.newSingleThreadExecutor(threads);
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public CompletableFuture<Void> write(Vote vote) {
    if (!free.tryAcquire()) {
      throw new ProblemException(
          new Problem(
              HttpStatus.TOO_MANY_REQUESTS_429,
              "%d votes are being written, as many as the console allows. This one was not stored; send it again later."
                  .formatted(MAX_IN_FLIGHT),
              null,
              Map.of("Retry-After", "1")));
    }
    Writing writing = new Writing();
    CompletableFuture<Void> answer =
        writing
            .written
            .orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((done, failure) -> free.release())
            .exceptionally(
                failure -> {
                  throw problem(failure, writing.sent);
                });
    try {
      worker.execute(() -> send(vote, writing));
    } catch (RejectedExecutionException closed) {
      writing.written.completeExceptionally(closed);
    }
    return answer;
  }

  private void send(Vote vote, Writing writing) {
    if (writing.written.isDone()) {
      return; // nobody waits for it any more
    }
    try {
      Producer<byte[], byte[]> open = producer();
      open.partitionsFor(topic); // a failure here is one before anything was sent
      if (!schemaKnown) {
        connection.requireVotesSchema();
        schemaKnown = true;
      }
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(
              topic,
              null,
              vote.getVotedAt().toEpochMilli(),
              vote.getPairId().getBytes(UTF_8),
              serde.serializer().serialize(topic, vote));
      writing.sent = true;
      open.send(
          record,
          (metadata, failure) -> {
            if (failure == null) {
              writing.written.complete(null);
            } else {
              fail(failure, writing);
            }
          });
    } catch (RuntimeException failure) {
      fail(failure, writing);
    }
  }

  private void fail(Exception failure, Writing writing) {
    // such as a missing right to be an idempotent producer, after which none of its sends works
    failed |= !(failure instanceof RetriableException) && !(failure instanceof UserException);
    writing.written.completeExceptionally(failure);
  }

  private Producer<byte[], byte[]> producer() {
    if (producer != null && failed) {
      producer.close(Duration.ZERO);
      producer = null;
    }
    if (producer == null) {
      failed = false;
      producer = KafkaClients.create(() -> new KafkaProducer<>(settings()));
    }
    return producer;
  }

  /** A voter waits for the answer, so votes are sent at once and given up early. */
  private Map<String, Object> settings() {
    Map<String, Object> settings = connection.producer();
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, LOOKUP_TIMEOUT.toMillis());
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) LOOKUP_TIMEOUT.toMillis());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY_TIMEOUT.toMillis());
    return settings;
  }

  private ProblemException problem(Throwable thrown, boolean sent) {
    Throwable failure =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    String reason = reason(failure);
    LOG.warn("A vote was not written: {}", reason);
    String consequence =
        sent && !isRefusal(failure)
            ? "It is not known whether the vote was stored; voting again replaces it."
            : "The vote was not stored; it can be sent again.";
    return new ProblemException(
        new Problem(
            HttpStatus.SERVICE_UNAVAILABLE_503,
            "%s The reason: %s".formatted(consequence, reason),
            null,
            Map.of("Retry-After", "5")));
  }

  /** Whether the broker has said that it does not write the vote. */
  private static boolean isRefusal(Throwable failure) {
    return BrokerErrors.describe(failure) != null;
  }

  private String reason(Throwable failure) {
    String refusal = BrokerErrors.describe(failure);
    if (refusal != null) {
      return "the Kafka broker at %s %s".formatted(connection.address(), refusal);
    }
    if (failure instanceof RejectedExecutionException) {
      return "the console is stopping.";
    }
    if (failure instanceof UserException) {
      return String.valueOf(failure.getMessage());
    }
    String found =
        failure instanceof TimeoutException ? " (%s)".formatted(failure.getMessage()) : "";
    return failure instanceof TimeoutException
            || failure instanceof java.util.concurrent.TimeoutException
        ? "the Kafka broker at %s or the schema registry did not answer in time%s. Look at the broker, and whether topic %s exists, or check kafka.bootstrap.servers."
            .formatted(connection.address(), found, topic)
        : "the Kafka broker at %s did not accept it: %s. Check the keys under kafka. and the rights of this user on topic %s."
            .formatted(connection.address(), failure.getMessage(), topic);
  }

  /** Waits a few seconds for votes that are being written. */
  @Override
  public void close() throws InterruptedException {
    worker.shutdown();
    if (!worker.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
      worker.shutdownNow();
      worker.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
    if (producer != null) {
      producer.close(CLOSE_TIMEOUT);
    }
    serde.close();
  }
}
