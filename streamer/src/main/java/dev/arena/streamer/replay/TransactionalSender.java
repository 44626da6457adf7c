package dev.arena.streamer.replay;

import dev.arena.models.bundle.Sha256;
import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.client.Connection;
import dev.arena.streamer.client.KafkaClients;
import dev.arena.streamer.cluster.BrokerRefusal;
import dev.arena.streamer.cluster.ClusterCheck;
import dev.arena.streamer.deadletter.RecordSizeLimit;
import dev.arena.streamer.deadletter.TopicLimit;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends the rows of a named run, each once however often the run is killed: rows and the number of
 * the last of them are committed in one transaction, and whoever goes on with a run ends the
 * transactions of the attempt before it.
 */
final class TransactionalSender implements PairSender {
  private static final int ROWS_IN_TRANSACTION = 500;
  private static final long BYTES_IN_TRANSACTION = 16 << 20;

  /** Readers of committed pairs wait for an open transaction. */
  private static final Duration LONGEST_TRANSACTION = Duration.ofMillis(500);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /** Bytes of a value before the Avro body: a zero and the schema's id, which may change. */
  private static final int WIRE_PREFIX = 5;

  private final Connection connection;
  private final NamedRun run;
  private final LongSupplier nanoClock;
  private final Taken taken;
  private final Producer<byte[], byte[]> producer;
  private final RecordSizeLimit room;
  private final PairRecords records;
  private final RunLog log;
  private final RunProgress before;
  private final MessageDigest digest = Sha256.digest();
  private final List<Future<RecordMetadata>> pending = new ArrayList<>();
  private final List<Long> tooLarge = new ArrayList<>();
  private long handled;
  private boolean open;
  private long bytesPending;
  private long firstPendingNanos;

  private TransactionalSender(
      Connection connection, NamedRun run, Opened opened, Taken taken, LongSupplier nanoClock) {
    this.connection = connection;
    this.run = run;
    this.producer = opened.producer();
    this.room = opened.room();
    this.log = opened.log();
    this.before = log.progress();
    this.taken = taken;
    this.nanoClock = nanoClock;
    this.records = new PairRecords(connection, new RunHeaders(header()));
  }

  private record Opened(Producer<byte[], byte[]> producer, RecordSizeLimit room, RunLog log) {}

  /**
   * Begins a run or goes on with it, and ends an attempt that runs elsewhere.
   *
   * @throws UserException when the cluster refuses, or the run has sent rows and shall not be
   *     resumed
   */
  static TransactionalSender open(
      Connection connection, NamedRun run, Taken taken, LongSupplier nanoClock)
      throws InterruptedException {
    String id = run.id(connection.topics().pairs());
    Map<String, Object> settings = connection.producer();
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
    TopicLimit limit;
    try (ClusterCheck cluster = ClusterCheck.connect(connection.admin(), connection.timeout())) {
      limit = cluster.limit(connection.topics().pairs()).orElse(TopicLimit.UNKNOWN);
    }
    Producer<byte[], byte[]> producer = KafkaClients.create(() -> new KafkaProducer<>(settings));
    try {
      RunLog.requireNewOrResumed(connection, run); // whoever is refused ends no other attempt
      producer.initTransactions();
      RunLog log = RunLog.read(connection, run, InstantSource.system());
      return new TransactionalSender(
          connection,
          run,
          new Opened(producer, RecordSizeLimit.of(settings, limit), log),
          taken,
          nanoClock);
    } catch (KafkaException refused) {
      producer.close(Duration.ZERO);
      throw explained(connection, run, refused);
    } catch (RuntimeException failed) {
      producer.close(Duration.ZERO);
      throw failed;
    }
  }

  /** When the first attempt began. */
  Instant started() {
    return before.started();
  }

  /** Value of the header {@code arena.replay.run}. */
  String header() {
    return before.header(run);
  }

  @Override
  public long sentBefore() {
    return before.rows();
  }

  @Override
  public void send(ReplayRow row) {
    ProducerRecord<byte[], byte[]> record = records.of(row.number(), row.row().pair());
    digest.update(record.key());
    digest.update(record.value(), WIRE_PREFIX, record.value().length - WIRE_PREFIX);
    handled = row.number();
    boolean fits = room.fits(record.key(), record.value(), record.headers());
    if (!fits) {
      tooLarge.add(row.number());
    }
    if (handled > before.rows()) {
      add(fits ? record : null);
    } else if (handled == before.rows()) {
      requireSameRows();
    }
  }

  private void requireSameRows() {
    if (!digest().equals(before.digest())) {
      throw new UserException(
          "run %s has sent %d rows, and the first %d rows of the files are others now; expected the same files, in the same order. Give these, or begin a run of another name."
              .formatted(run.name(), before.rows(), before.rows()));
    }
  }

  private void add(@Nullable ProducerRecord<byte[], byte[]> record) {
    try {
      if (!open) {
        producer.beginTransaction();
        open = true;
        firstPendingNanos = nanoClock.getAsLong();
      }
      if (record != null) {
        pending.add(
            producer.send(
                record,
                (metadata, failure) -> {
                  if (failure == null) {
                    taken.at(metadata);
                  }
                }));
        bytesPending += record.value().length;
      }
    } catch (KafkaException refused) {
      throw explained(connection, run, refused);
    }
    if (pending.size() >= ROWS_IN_TRANSACTION || bytesPending >= BYTES_IN_TRANSACTION) {
      commit();
    }
  }

  @Override
  public void poll() {
    if (open && nanoClock.getAsLong() - firstPendingNanos > LONGEST_TRANSACTION.toNanos()) {
      commit();
    }
  }

  @Override
  public void finish() {
    if (handled < before.rows()) {
      return; // stopped while rows were passed over
    }
    if (open) {
      commit();
    }
  }

  private void commit() {
    try {
      KafkaClients.awaitSent(producer, pending);
      producer.sendOffsetsToTransaction(
          Map.of(log.place(), before.at(handled, digest()).committed()), log.group());
      producer.commitTransaction();
    } catch (KafkaException refused) {
      throw explained(connection, run, refused);
    }
    pending.clear();
    bytesPending = 0;
    open = false;
  }

  /** The hash of the rows so far; more may follow. */
  private String digest() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's own SHA-256 can be copied", e);
    }
  }

  @Override
  public void check(BiConsumer<Long, RowResult> refused) {
    for (long row : tooLarge) {
      refused.accept(
          row,
          new RowResult.Missing(
              "it is not sent: it does not fit %s, which takes %d bytes; raise its max.message.bytes"
                  .formatted(connection.topics().pairs(), room.topic().bytes())));
    }
    tooLarge.clear();
  }

  private static RuntimeException explained(
      Connection connection, NamedRun run, Throwable refused) {
    if (refused instanceof InterruptException interrupted) {
      return interrupted;
    }
    if (KafkaClients.isFenced(refused)) {
      return new UserException(
          "another replay of run %s has begun and ended this one, or this one paused for more than a minute; no row is sent twice. Wait until the other is done, or run the same command again with --resume."
              .formatted(run.name()),
          refused);
    }
    String refusal = BrokerRefusal.describe(refused);
    String reason =
        refusal != null
            ? "the Kafka broker " + refusal
            : refused instanceof TimeoutException
                ? "the Kafka broker at %s stopped answering (%s)."
                    .formatted(connection.address(), refused.getMessage())
                : refused.getMessage() + ".";
    return new UserException(
        "rows of run %s cannot be sent: %s What was not committed is taken back; fix the cause, and run the same command again with --resume."
            .formatted(run.name(), reason),
        refused);
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT); // what is not committed is taken back
    records.close();
  }
}
