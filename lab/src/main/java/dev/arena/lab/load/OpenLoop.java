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
 * Sends pairs when they are due, whatever the answers do, and counts each answer's time from when
 * its pair was due: a pair that had to wait, even for being sent, is not counted as quick. For use
 * by one thread.
 */
final class OpenLoop {
  /** Each record carries when it was due; the scorer copies headers. */
  private static final String DUE = "arena.bench.due";

  private static final Duration LEAD = Duration.ofMillis(50);

  private final Connection connection;
  private final PairRecords records;
  private final Answers answers;
  private final LongSupplier nanoClock;

  OpenLoop(Connection connection, PairRecords records, Answers answers, LongSupplier nanoClock) {
    this.connection = connection;
    this.records = records;
    this.answers = answers;
    this.nanoClock = nanoClock;
  }

  /** Runs the whole schedule and waits for its answers. */
  Latencies run(Schedule schedule) throws InterruptedException {
    long[] nanos = new long[schedule.count()];
    int[] seen = {0};
    try (Producer<byte[], byte[]> producer = producer()) {
      producer.partitionsFor(connection.topics().pairs()); // else the first pair waits for this
      long start = nanoClock.getAsLong() + LEAD.toNanos();
      Sending sending = new Sending(new AtomicReference<>());
      Thread sender =
          new Thread(
              () -> sending.watch(() -> send(schedule, start, producer, sending)), "bench-sender");
      sender.setDaemon(true);
      sender.start();
      try {
        answers.await(
            schedule.count(),
            sending::requireNoFailure,
            answer -> nanos[seen[0]++] = nanoClock.getAsLong() - due(answer));
      } finally {
        sender.interrupt();
        sender.join(TimeUnit.SECONDS.toMillis(1));
      }
    }
    return new Latencies(nanos);
  }

  /** A producer that waits for no second record. */
  private Producer<byte[], byte[]> producer() {
    Map<String, Object> settings = connection.producer();
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    return KafkaClients.create(() -> new KafkaProducer<>(settings));
  }

  /** What went wrong first while pairs were sent; holds null until something does. */
  private record Sending(AtomicReference<@Nullable Exception> failure) {
    void watch(Runnable sender) {
      try {
        sender.run();
      } catch (RuntimeException failed) {
        note(failed);
      }
    }

    void note(@Nullable Exception failed) {
      failure.compareAndSet(null, failed);
    }

    void requireNoFailure() {
      Exception failed = failure.get();
      if (failed != null) {
        throw new UserException(
            "sending pairs failed: %s. Expected a broker that takes them."
                .formatted(failed.getMessage()),
            failed);
      }
    }
  }

  private void send(
      Schedule schedule, long start, Producer<byte[], byte[]> producer, Sending sending) {
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
          (metadata, failed) -> sending.note(failed));
    }
  }

  private static long due(ConsumerRecord<byte[], byte[]> answer) {
    Header header = answer.headers().lastHeader(DUE);
    if (header == null) {
      throw new IllegalStateException("an answer came without the header " + DUE);
    }
    return ByteBuffer.wrap(header.value()).getLong();
  }
}
