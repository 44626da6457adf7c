package dev.arena.lab.load;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.KafkaClients;
import dev.arena.schemas.failure.UserException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Sends pairs when they are due, independently of the preferences that arrive, and measures each
 * latency from when the pair was due. A pair that waited before it was sent therefore counts with
 * its full wait. For use by one thread.
 */
final class OpenLoop {
  /** The header with the time at which a record was due; the scorer copies headers. */
  private static final String DUE = "arena.bench.due";

  private static final Duration START_DELAY = Duration.ofMillis(50);

  private final Connection connection;
  private final PairRecords records;
  private final CommittedPreferences preferences;
  private final LongSupplier nanoClock;

  OpenLoop(
      Connection connection,
      PairRecords records,
      CommittedPreferences preferences,
      LongSupplier nanoClock) {
    this.connection = connection;
    this.records = records;
    this.preferences = preferences;
    this.nanoClock = nanoClock;
  }

  /** Sends all pairs of the schedule and waits for their preferences. */
  Latencies run(Schedule schedule) throws InterruptedException {
    long[] nanos = new long[schedule.count()];
    int[] seen = {0};
    try (Producer<byte[], byte[]> producer = producer()) {
      producer.partitionsFor(connection.topics().pairs()); // otherwise the first pair waits
      long start = nanoClock.getAsLong() + START_DELAY.toNanos();
      SendErrors errors = new SendErrors(new AtomicReference<>());
      Thread sender =
          new Thread(
              () -> errors.run(() -> send(schedule, start, producer, errors)), "bench-sender");
      sender.setDaemon(true);
      sender.start();
      try {
        preferences.await(
            schedule.count(),
            errors::requireNoFailure,
            preference -> nanos[seen[0]++] = nanoClock.getAsLong() - due(preference));
      } finally {
        sender.interrupt();
        sender.join(TimeUnit.SECONDS.toMillis(1));
      }
    }
    return new Latencies(nanos);
  }

  /** Creates a producer that sends each record at once. */
  private Producer<byte[], byte[]> producer() {
    Map<String, Object> settings = connection.producer();
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    return KafkaClients.create(() -> new KafkaProducer<>(settings));
  }

  /** The first error of the sending thread; holds null until there is one. */
  private record SendErrors(AtomicReference<@Nullable Exception> failure) {
    void run(Runnable sender) {
      try {
        sender.run();
      } catch (RuntimeException failed) {
        keepFirst(failed);
      }
    }

    void keepFirst(@Nullable Exception failed) {
      failure.compareAndSet(null, failed);
    }

    void requireNoFailure() {
      Exception failed = failure.get();
      if (failed != null) {
        throw new UserException(
            "sending pairs failed: %s. Expected a broker that accepts them."
                .formatted(failed.getMessage()),
            failed);
      }
    }
  }

  private void send(
      Schedule schedule, long start, Producer<byte[], byte[]> producer, SendErrors errors) {
    for (int i = 0; i < schedule.count(); i++) {
      long due = start + schedule.dueNanos(i);
      for (long left = due - nanoClock.getAsLong(); left > 0; left = due - nanoClock.getAsLong()) {
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        LockSupport.parkNanos(left);
      }
      byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(due).array();
      producer.send(
          records.record(i, List.of(new RecordHeader(DUE, value))),
          (metadata, failed) -> errors.keepFirst(failed));
    }
  }

  private static long due(ConsumerRecord<byte[], byte[]> preference) {
    Header header = preference.headers().lastHeader(DUE);
    if (header == null) {
      throw new IllegalStateException("a preference has no header " + DUE);
    }
    return ByteBuffer.wrap(header.value()).getLong();
  }
}
