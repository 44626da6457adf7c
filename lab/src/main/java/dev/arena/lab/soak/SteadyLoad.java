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

/** Sends records when they are due, independently of the outputs, from its own thread. */
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
   * Starts to send records.
   *
   * @param records returns the record with a number, from 0
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

  /** Returns the number of records that the broker has acknowledged. */
  int confirmed() {
    return confirmed.get();
  }

  /**
   * Checks that all records so far could be sent.
   *
   * @throws UserException if a record could not be sent
   */
  void requireNoFailure() {
    Exception failed = failure.get();
    if (failed != null) {
      throw new UserException(
          "sending pairs failed: %s. Expected a broker that accepts them."
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
        if (!sleepUntil(start + schedule.dueNanos(number), nanoClock)) {
          return;
        }
        producer.send(records.apply(number), (metadata, failed) -> onCompletion(failed));
      }
    } catch (InterruptException closed) {
      // the load was closed
    } catch (RuntimeException failed) {
      onCompletion(failed);
    }
  }

  private void onCompletion(@Nullable Exception failed) {
    if (failed == null) {
      confirmed.incrementAndGet();
    } else {
      failure.compareAndSet(null, failed);
    }
  }

  private static boolean sleepUntil(long deadline, LongSupplier nanoClock) {
    for (long left = deadline - nanoClock.getAsLong();
        left > 0;
        left = deadline - nanoClock.getAsLong()) {
      LockSupport.parkNanos(left);
      if (Thread.currentThread().isInterrupted()) {
        return false;
      }
    }
    return true;
  }

  /** Stops sending. Records that the broker has not acknowledged are abandoned. */
  @Override
  public void close() {
    sender.interrupt();
    try {
      sender.join(TimeUnit.SECONDS.toMillis(1));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ZERO);
  }
}
