package dev.arena.lab.soak;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.KafkaClients;
import dev.arena.lab.load.Schedule;
import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** Sends records when they are due, whatever the answers do, from a thread of its own. */
final class SteadyLoad implements AutoCloseable {
  private final Producer<byte[], byte[]> producer;
  private final Thread sender;
  private final AtomicInteger confirmed = new AtomicInteger();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  private SteadyLoad(
      Connection connection,
      IntFunction<ProducerRecord<byte[], byte[]>> records,
      Schedule schedule,
      LongSupplier nanoClock) {
    this.producer = KafkaClients.create(() -> new KafkaProducer<>(connection.producer()));
    this.sender = new Thread(() -> send(records, schedule, nanoClock), "soak-sender");
    this.sender.setDaemon(true);
  }

  /**
   * Begins to send.
   *
   * @param records by number, from 0
   */
  static SteadyLoad start(
      Connection connection,
      IntFunction<ProducerRecord<byte[], byte[]>> records,
      Schedule schedule,
      LongSupplier nanoClock) {
    SteadyLoad load = new SteadyLoad(connection, records, schedule, nanoClock);
    load.sender.start();
    return load;
  }

  /** How many records the broker has. */
  int confirmed() {
    return confirmed.get();
  }

  /**
   * @throws UserException if a record could not be sent
   */
  void requireNoFailure() {
    Exception failed = failure.get();
    if (failed != null) {
      throw new UserException(
          "sending pairs failed: %s. Expected a broker that takes them."
              .formatted(failed.getMessage()),
          failed);
    }
  }

  private void send(
      IntFunction<ProducerRecord<byte[], byte[]>> records,
      Schedule schedule,
      LongSupplier nanoClock) {
    long start = nanoClock.getAsLong();
    try {
      for (int number = 0; number < schedule.count(); number++) {
        if (!slept(start + schedule.dueNanos(number), nanoClock)) {
          return;
        }
        producer.send(records.apply(number), (metadata, failed) -> note(failed));
      }
    } catch (InterruptException closed) {
      // nothing more is wanted
    } catch (RuntimeException failed) {
      note(failed);
    }
  }

  private void note(@Nullable Exception failed) {
    if (failed == null) {
      confirmed.incrementAndGet();
    } else {
      failure.compareAndSet(null, failed);
    }
  }

  private static boolean slept(long until, LongSupplier nanoClock) {
    for (long left = until - nanoClock.getAsLong();
        left > 0;
        left = until - nanoClock.getAsLong()) {
      LockSupport.parkNanos(left);
      if (Thread.currentThread().isInterrupted()) {
        return false;
      }
    }
    return true;
  }

  /** Ends the sending; what the broker has not confirmed yet is given up. */
  @Override
  public void close() {
    sender.interrupt();
    try {
      sender.join(TimeUnit.SECONDS.toMillis(1));
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ZERO);
  }
}
