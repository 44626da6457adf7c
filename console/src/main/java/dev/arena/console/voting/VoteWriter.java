package dev.arena.console.voting;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.arena.console.http.Problem;
import dev.arena.console.http.ProblemException;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.KafkaClients;
import dev.arena.kafka.failure.BrokerErrors;
import dev.arena.kafka.failure.Causes;
import dev.arena.kafka.failure.RegistryErrors;
import dev.arena.schemas.Vote;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.ArenaSerdes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
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
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
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

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Connection connection;
  private final Limits limits;
  private final String topic;
  private final Serde<Vote> serde;
  private final Semaphore free;
  private final ExecutorService worker;
  private final Executor answers;

  // used by the worker only
  private @Nullable Producer<byte[], byte[]> producer;
  private boolean schemaKnown;

  /** Whether the producer can no longer be used. */
  private volatile boolean failed;

  /**
   * Bounds of what voters wait for.
   *
   * @param inFlight how many votes may be being written, each of them a request that waits
   * @param lookup how long the broker may take to say where the topic is
   * @param delivery how long it may take to write a vote, retries included
   * @param total how long a voter waits, also for the votes before
   */
  record Limits(int inFlight, Duration lookup, Duration delivery, Duration total) {
    /** More votes than people cast at once; and times for a change of a partition's leader. */
    static final Limits DEFAULTS =
        new Limits(64, Duration.ofSeconds(3), Duration.ofSeconds(6), Duration.ofSeconds(10));
  }

  /** A vote that is being written. */
  private static final class Writing {
    final CompletableFuture<Void> written = new CompletableFuture<>();

    /** Whether the broker may have it. */
    volatile boolean sent;
  }

  /**
   * Connects on its own thread, because the console also starts without a cluster. What is missing,
   * such as the topic or a right, is logged, and then looked for again with each vote.
   *
   * @param threads creates the thread that waits for the cluster
   * @param answers runs what follows a written vote: the producer's thread is needed for others
   * @throws UserException if a setting cannot work
   */
  public VoteWriter(Connection connection, ThreadFactory threads, Executor answers) {
    this(connection, threads, answers, Limits.DEFAULTS);
  }

  VoteWriter(Connection connection, ThreadFactory threads, Executor answers, Limits limits) {
    this.answers = answers;
    this.connection = connection;
    this.limits = limits;
    this.free = new Semaphore(limits.inFlight());
    this.topic = connection.votesTopic();
    this.serde = ArenaSerdes.votes(connection.registry());
    this.worker = Executors.newSingleThreadExecutor(threads);
    worker.execute(this::connect);
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
                  .formatted(limits.inFlight()),
              null,
              Map.of("Retry-After", "1")));
    }
    Writing writing = new Writing();
    CompletableFuture<Void> answer =
        writing
            .written
            .orTimeout(limits.total().toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((done, failure) -> free.release())
            .exceptionally(
                failure -> {
                  throw problem(failure, writing.sent);
                })
            .whenCompleteAsync((done, failure) -> {}, answers);
    try {
      worker.execute(() -> send(vote, writing));
    } catch (RejectedExecutionException closed) {
      writing.written.completeExceptionally(closed);
    }
    return answer;
  }

  private void connect() {
    try {
      ready();
    } catch (RuntimeException failure) {
      failed = true;
      LOG.warn("Votes cannot be written yet: {}", reason(failure));
    }
  }

  private void send(Vote vote, Writing writing) {
    if (writing.written.isDone()) {
      return; // no request waits for it any longer
    }
    try {
      Producer<byte[], byte[]> ready = ready();
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(
              topic,
              null,
              vote.getVotedAt().toEpochMilli(),
              vote.getPairId().getBytes(UTF_8),
              serde.serializer().serialize(topic, vote));
      writing.sent = true;
      ready.send(
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
    // after some failures, such as a missing right, an idempotent producer does not send again
    failed |= !(failure instanceof UserException);
    writing.written.completeExceptionally(failure);
  }

  /**
   * A producer, once the topic can be written. A failure is one before anything was sent.
   *
   * @throws RuntimeException of Kafka's, or a {@link UserException}
   */
  private Producer<byte[], byte[]> ready() {
    if (producer != null && failed) {
      producer.close(Duration.ZERO);
      producer = null;
    }
    if (producer == null) {
      failed = false;
      producer = KafkaClients.create(() -> new KafkaProducer<>(settings()));
    }
    producer.partitionsFor(topic);
    if (!schemaKnown) {
      connection.requireVotesSchema();
      schemaKnown = true;
    }
    return producer;
  }

  /** A voter waits for the answer, so votes are sent at once and given up early. */
  private Map<String, Object> settings() {
    Map<String, Object> settings = connection.producer();
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, limits.lookup().toMillis());
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) limits.lookup().toMillis());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) limits.delivery().toMillis());
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

  /** What to tell; nothing of the vote, which the messages of other failures can quote. */
  private String reason(Throwable failure) {
    String refusal = BrokerErrors.describe(failure);
    if (refusal != null) {
      // without this right, Kafka refuses a producer before it knows the topic
      String right =
          Causes.include(failure, AuthorizationException.class)
              ? " Votes need Write on topic %s.".formatted(topic)
              : "";
      return "the Kafka broker at %s %s%s".formatted(connection.address(), refusal, right);
    }
    if (failure instanceof RejectedExecutionException) {
      return "the console is stopping.";
    }
    if (failure instanceof UserException) {
      return String.valueOf(failure.getMessage());
    }
    if (RegistryErrors.isRegistryFailure(failure)) {
      return "the schema registry failed (%s). Check registry.url."
          .formatted(RegistryErrors.describe(Causes.root(failure)));
    }
    if (failure instanceof TimeoutException) {
      return "the Kafka broker at %s did not answer in time. Look at the broker, and whether topic %s exists, or check kafka.bootstrap.servers."
          .formatted(connection.address(), topic);
    }
    if (failure instanceof java.util.concurrent.TimeoutException) {
      return "the Kafka broker at %s and the schema registry did not answer within %d s. Look at both, or check kafka.bootstrap.servers and registry.url."
          .formatted(connection.address(), limits.total().toSeconds());
    }
    return "the Kafka broker at %s did not accept it (%s). Check the keys under kafka. and the rights of this user on topic %s."
        .formatted(
            connection.address(),
            failure instanceof ApiException ? failure.getMessage() : failure.getClass().getName(),
            topic);
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
