package dev.arena.streamer.dlq;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TransactionalSender;
import dev.arena.kafka.cluster.ClusterCheck;
import dev.arena.kafka.cluster.TopicLimit;
import dev.arena.kafka.deadletter.ArenaHeader;
import dev.arena.kafka.deadletter.OversizedDeadLetter;
import dev.arena.kafka.deadletter.RecordSizeLimit;
import dev.arena.schemas.failure.UserException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Sends dead letters again to the partition they came from, each only once: one transaction commits
 * a dead letter and its marker, and a new replay fences earlier ones before it reads the markers.
 * For use by one thread.
 */
final class DeadLetterReplay implements AutoCloseable {
  /** A dead letter is two records: itself and its marker. */
  private static final TransactionalSender.Limits LIMITS =
      new TransactionalSender.Limits(2 * 200, Duration.ofSeconds(2));

  /** A record that arrived compressed may exceed the default request size of producers. */
  private static final int MAX_REQUEST_BYTES = 256 << 20;

  private final String topic;
  private final String deadLetters;
  private final int partitions;
  private final TransactionalSender sender;
  private final AtomicLong committed;
  private final RecordSizeLimit sizeLimit;
  private final RecordReader originals;
  private final ReplayMarkers markers;
  private int uncommitted;

  private DeadLetterReplay(
      Connection connection,
      String topic,
      TransactionalSender sender,
      AtomicLong committed,
      RecordSizeLimit sizeLimit)
      throws InterruptedException {
    this.topic = topic;
    this.deadLetters = connection.topics().deadLetters();
    this.sender = sender;
    this.committed = committed;
    this.sizeLimit = sizeLimit;
    this.markers = ReplayMarkers.read(connection);
    this.partitions = sender.partitions(topic);
    this.originals = RecordReader.open(connection);
  }

  /**
   * Begins a replay, and fences any other replay of the same dead letters, even one with another
   * application id, because both read the same markers.
   *
   * @param topic from which the records came, and to which they go
   * @throws UserException if the cluster refuses, or if the topic is compacted
   */
  static DeadLetterReplay open(Connection connection, String topic) throws InterruptedException {
    connection.requireTopics(
        Map.of(topic, AclOperation.WRITE, connection.topics().deadLetters(), AclOperation.READ));
    TopicLimit limit;
    try (ClusterCheck cluster = ClusterCheck.connect(connection.admin(), connection.timeout())) {
      if (cluster.isCompacted(topic)) {
        throw new UserException(
            "topic %s is compacted; expected one that keeps all records, because a record that is sent again would replace a newer one with its key. Let the service that writes the topic write the record again."
                .formatted(topic));
      }
      limit = cluster.limit(topic).orElse(TopicLimit.UNKNOWN);
      String markers = ReplayMarkers.topic(connection.topics().deadLetters());
      cluster.createCompacted(markers);
      cluster.requireRights(Map.of(markers, AclOperation.WRITE));
    }
    Map<String, Object> settings = connection.producer();
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_REQUEST_BYTES);
    AtomicLong committed = new AtomicLong();
    TransactionalSender sender =
        new TransactionalSender(
            connection,
            settings,
            connection.topics().deadLetters() + "-replay",
            LIMITS,
            messages(committed));
    try {
      sender.initTransactions();
      return new DeadLetterReplay(
          connection, topic, sender, committed, RecordSizeLimit.of(settings, limit));
    } catch (KafkaException refused) {
      sender.closeNow();
      throw sender.explained(refused);
    } catch (RuntimeException | InterruptedException failed) {
      sender.closeNow();
      throw failed;
    }
  }

  private static TransactionalSender.Messages messages(AtomicLong committed) {
    return new TransactionalSender.Messages(
        () ->
            "another ./arena dlq replay of these dead letters has taken over from this one, or this one paused for more than a minute; %d dead letters were already sent and will not be sent again. Wait until the other is done, then rerun."
                .formatted(committed.get()),
        reason ->
            "dead letters cannot be sent again: %s %d were sent and will not be sent again. Fix the cause and rerun."
                .formatted(reason, committed.get()));
  }

  /** Whether a dead letter was sent again before this replay began. */
  boolean wasSent(DeadLetter deadLetter) {
    return markers.has(deadLetter.position());
  }

  /**
   * Sends a dead letter; it takes effect once its transaction is committed.
   *
   * @throws Unsendable if only this dead letter cannot be sent
   * @throws UserException if the cluster refuses
   */
  void send(DeadLetter deadLetter) throws Unsendable {
    ProducerRecord<byte[], byte[]> again = again(deadLetter);
    sender.send(again, (metadata, failure) -> {}); // commit reports the failure
    sender.send(markers.marker(deadLetter.position(), Instant.now()), (metadata, failure) -> {});
    uncommitted++;
    poll();
  }

  /** Commits the transaction if it is due; called while other dead letters are skipped. */
  void poll() {
    if (sender.isDue()) {
      finish();
    }
  }

  /** Commits the dead letters sent since the last commit. */
  void finish() {
    sender.commit(producer -> {});
    committed.addAndGet(uncommitted);
    uncommitted = 0;
  }

  /** The original record, with the current time, and the dead letter's position in a header. */
  private ProducerRecord<byte[], byte[]> again(DeadLetter deadLetter) throws Unsendable {
    DeadLetter.Source source =
        deadLetter.source().orElseThrow(() -> new Unsendable("it does not say where it came from"));
    if (!source.topic().equals(topic)) {
      throw new Unsendable(
          "it came from topic %s; expected %s. To send those from that topic, use --topic %s"
              .formatted(source.topic(), topic, source.topic()));
    }
    if (source.partition() < 0 || source.partition() >= partitions) {
      throw new Unsendable(
          "it came from partition %d, but %s has %d partitions"
              .formatted(source.partition(), topic, partitions));
    }
    ConsumerRecord<byte[], byte[]> whole =
        deadLetter.incomplete() ? original(deadLetter, source) : deadLetter.record();
    Headers headers = new RecordHeaders();
    (deadLetter.incomplete() ? new DeadLetter(whole) : deadLetter)
        .ownHeaders()
        .forEach(headers::add);
    String from = deadLetters + "-" + deadLetter.position();
    headers.add(
        new RecordHeader(ArenaHeader.DLQ_FROM.headerName(), from.getBytes(StandardCharsets.UTF_8)));
    if (!sizeLimit.fits(whole.key(), whole.value(), headers)) {
      throw new Unsendable(
          "it does not fit into %s, which takes at most %d bytes; raise its max.message.bytes"
              .formatted(topic, sizeLimit.topic().bytes()));
    }
    return new ProducerRecord<>(
        topic, source.partition(), null, whole.key(), whole.value(), headers);
  }

  private ConsumerRecord<byte[], byte[]> original(DeadLetter deadLetter, DeadLetter.Source source)
      throws Unsendable {
    ConsumerRecord<byte[], byte[]> found;
    try {
      found = originals.read(source.topic(), source.partition(), source.offset());
    } catch (UserException unreadable) {
      throw new Unsendable(
          "it is incomplete, and its record cannot be read: " + unreadable.getMessage());
    }
    if (!OversizedDeadLetter.mayBeOf(deadLetter.record(), found)) {
      throw new Unsendable(
          "it is incomplete, and another record is at %s now, as if the topic had been recreated"
              .formatted(source));
    }
    return found;
  }

  /** Rolls back what is not committed. */
  @Override
  public void close() {
    originals.close();
    sender.close();
  }

  /** This dead letter cannot be sent again. */
  static final class Unsendable extends Exception {
    private static final long serialVersionUID = 1L;

    private Unsendable(String message) {
      super(message);
    }
  }
}
