package dev.arena.streamer.dlq;

import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.client.Connection;
import dev.arena.streamer.client.KafkaClients;
import dev.arena.streamer.cluster.BrokerRefusal;
import dev.arena.streamer.cluster.ClusterCheck;
import dev.arena.streamer.deadletter.OversizedDeadLetter;
import dev.arena.streamer.deadletter.RecordSizeLimit;
import dev.arena.streamer.deadletter.TopicLimit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Sends dead letters again to the partition that they came from, each once: a dead letter and the
 * mark that says so are committed in one transaction, and whoever begins a replay ends the
 * transactions of one that was killed before it reads the marks. For use by one thread.
 */
final class DeadLetterReplay implements AutoCloseable {
  private static final int LETTERS_IN_TRANSACTION = 200;
  private static final long BYTES_IN_TRANSACTION = 16 << 20;

  /** Readers of committed pairs wait for an open transaction; Kafka ends it after a minute. */
  private static final Duration LONGEST_TRANSACTION = Duration.ofSeconds(2);

  /** A record that came compressed may be larger than what producers send by default. */
  private static final int MAX_REQUEST_BYTES = 256 << 20;

  private final String pairs;
  private final String deadLetters;
  private final int partitions;
  private final InstantSource clock;
  private final Producer<byte[], byte[]> producer;
  private final RecordSizeLimit room;
  private final RecordReader originals;
  private final ReplayMarkers marks;
  private final List<Future<RecordMetadata>> pending = new ArrayList<>();
  private int lettersPending;
  private long bytesPending;
  private Instant firstPending = Instant.EPOCH;
  private long committed;

  private DeadLetterReplay(
      Connection connection,
      InstantSource clock,
      Producer<byte[], byte[]> producer,
      RecordSizeLimit room,
      ReplayMarkers marks) {
    this.pairs = connection.topics().pairs();
    this.deadLetters = connection.topics().deadLetters();
    this.clock = clock;
    this.producer = producer;
    this.room = room;
    this.marks = marks;
    this.partitions = producer.partitionsFor(pairs).size();
    this.originals = RecordReader.open(connection);
  }

  /**
   * Begins a replay, and ends one of the same dead letters that runs elsewhere, whatever
   * application it is for: both would read the same marks.
   *
   * @throws UserException when the cluster refuses
   */
  static DeadLetterReplay open(Connection connection, InstantSource clock)
      throws InterruptedException {
    connection.requireTopics(
        Map.of(
            connection.topics().pairs(), AclOperation.WRITE,
            connection.topics().deadLetters(), AclOperation.READ));
    TopicLimit limit;
    try (ClusterCheck cluster = ClusterCheck.connect(connection.admin(), connection.timeout())) {
      limit = cluster.limit(connection.topics().pairs()).orElse(TopicLimit.UNKNOWN);
      String marks = ReplayMarkers.topic(connection.topics().deadLetters());
      cluster.createCompacted(marks);
      cluster.requireRights(Map.of(marks, AclOperation.WRITE));
    }
    Map<String, Object> settings = connection.producer();
    settings.put(
        ProducerConfig.TRANSACTIONAL_ID_CONFIG, connection.topics().deadLetters() + "-replay");
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_REQUEST_BYTES);
    RecordSizeLimit room = RecordSizeLimit.of(settings, limit);
    Producer<byte[], byte[]> producer = KafkaClients.create(() -> new KafkaProducer<>(settings));
    try {
      producer.initTransactions();
      DeadLetterReplay replay =
          new DeadLetterReplay(connection, clock, producer, room, ReplayMarkers.read(connection));
      producer.beginTransaction();
      return replay;
    } catch (KafkaException refused) {
      producer.close(Duration.ZERO);
      throw explained(refused, 0);
    } catch (RuntimeException | InterruptedException failed) {
      producer.close(Duration.ZERO);
      throw failed;
    }
  }

  /** Whether a dead letter was sent again before this replay began. */
  boolean wasSent(DeadLetter deadLetter) {
    return marks.has(deadLetter.place());
  }

  /** How many dead letters are sent for good. */
  long committed() {
    return committed;
  }

  /**
   * Sends a dead letter; it is sent for good once its transaction is committed.
   *
   * @throws Unsendable when this dead letter cannot be sent, and others can
   * @throws UserException when the cluster refuses
   */
  void send(DeadLetter deadLetter) throws Unsendable {
    ProducerRecord<byte[], byte[]> again = again(deadLetter);
    try {
      pending.add(producer.send(again));
      pending.add(producer.send(marks.mark(deadLetter.place(), clock.instant())));
    } catch (KafkaException refused) {
      throw explained(refused, committed);
    }
    if (lettersPending++ == 0) {
      firstPending = clock.instant();
    }
    bytesPending += length(again.key()) + length(again.value());
    if (lettersPending >= LETTERS_IN_TRANSACTION || bytesPending >= BYTES_IN_TRANSACTION) {
      commitAndBegin();
    }
  }

  /** Commits what was sent a while ago; to be called while others are looked at. */
  void keepUp() {
    if (lettersPending > 0 && clock.instant().isAfter(firstPending.plus(LONGEST_TRANSACTION))) {
      commitAndBegin();
    }
  }

  private void commitAndBegin() {
    commit();
    producer.beginTransaction();
  }

  /** Commits what was sent last. */
  void finish() {
    commit();
  }

  private void commit() {
    try {
      KafkaClients.awaitSent(producer, pending);
      producer.commitTransaction();
    } catch (KafkaException refused) {
      throw explained(refused, committed);
    }
    pending.clear();
    committed += lettersPending;
    lettersPending = 0;
    bytesPending = 0;
  }

  /** The record as it was, with the place of the dead letter in a header; its time is now. */
  private ProducerRecord<byte[], byte[]> again(DeadLetter deadLetter) throws Unsendable {
    Source source =
        deadLetter.source().orElseThrow(() -> new Unsendable("it does not say where it came from"));
    if (!source.topic().equals(pairs)) {
      throw new Unsendable(
          "it came from topic %s; expected %s, or name the other with --set arena.topic.pairs"
              .formatted(source.topic(), pairs));
    }
    if (source.partition() < 0 || source.partition() >= partitions) {
      throw new Unsendable(
          "it came from partition %d, and %s has %d"
              .formatted(source.partition(), pairs, partitions));
    }
    ConsumerRecord<byte[], byte[]> whole =
        deadLetter.incomplete() ? original(deadLetter, source) : deadLetter.record();
    Headers headers = new RecordHeaders();
    (deadLetter.incomplete() ? new DeadLetter(whole) : deadLetter)
        .ownHeaders()
        .forEach(headers::add);
    String from = deadLetters + "-" + deadLetter.place();
    headers.add(new RecordHeader(DeadLetter.FROM, from.getBytes(StandardCharsets.UTF_8)));
    if (!room.fits(whole.key(), whole.value(), headers)) {
      throw new Unsendable(
          "it does not fit %s, which takes %d bytes; raise its max.message.bytes"
              .formatted(pairs, room.topic().bytes()));
    }
    return new ProducerRecord<>(
        pairs, source.partition(), null, whole.key(), whole.value(), headers);
  }

  private ConsumerRecord<byte[], byte[]> original(DeadLetter deadLetter, Source source)
      throws Unsendable {
    ConsumerRecord<byte[], byte[]> found;
    try {
      found = originals.read(source.topic(), source.partition(), source.offset());
    } catch (UserException notGiven) {
      throw new Unsendable(
          "it is not whole, and its record cannot be read: " + notGiven.getMessage());
    }
    if (!OversizedDeadLetter.mayBeOf(deadLetter.record(), found)) {
      throw new Unsendable(
          "it is not whole, and another record is at %s now, as after the topic was created anew"
              .formatted(source));
    }
    return found;
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private static RuntimeException explained(Throwable refused, long committed) {
    if (refused instanceof InterruptException interrupted) {
      return interrupted;
    }
    if (KafkaClients.isFenced(refused)) {
      return new UserException(
          "another ./arena dlq replay of these dead letters has begun and ended this one, or this one paused for more than a minute; %d dead letters were sent before, and will not be sent a second time. Wait until the other is done, and run the same command again."
              .formatted(committed),
          refused);
    }
    String refusal = BrokerRefusal.describe(refused);
    return new UserException(
        "dead letters cannot be sent again: %s %d were sent, and will not be sent a second time; fix the cause and run the same command again."
            .formatted(
                refusal == null ? refused.getMessage() + "." : "the Kafka broker " + refusal,
                committed),
        refused);
  }

  @Override
  public void close() {
    originals.close();
    producer.close(Duration.ofSeconds(2)); // what is not committed is taken back
  }

  /** A dead letter that cannot be sent again, whoever tries. */
  static final class Unsendable extends Exception {
    private static final long serialVersionUID = 1L;

    private Unsendable(String message) {
      super(message);
    }
  }
}
