package dev.arena.streamer.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Holds a transactional producer of another process half-way: after {@link #RECORDS} records, for
 * as long as a file of the test exists. So the process never ends before the test expects it,
 * however fast the machine is. Created by Kafka, from the setting {@code interceptor.classes}.
 */
public final class HoldingInterceptor implements ProducerInterceptor<byte[], byte[]> {
  static final int RECORDS = 1_000;
  private static final Duration POLL = Duration.ofMillis(10);

  private Path hold = Path.of("unknown");
  private int sent;

  /** The file of a transactional id; its process is held for as long as the file exists. */
  static Path hold(String transactionalId) throws IOException {
    return Files.createFile(file(transactionalId));
  }

  /** Options that make a command use this class. */
  static List<String> options() {
    return List.of(
        "--set", "kafka.producer.interceptor.classes=" + HoldingInterceptor.class.getName());
  }

  private static Path file(String transactionalId) {
    return Path.of("target", "hold-" + transactionalId); // both processes run in the same folder
  }

  @Override
  public void configure(Map<String, ?> configs) {
    hold = file(String.valueOf(configs.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG)));
  }

  @Override
  public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
    while (sent >= RECORDS && Files.exists(hold)) {
      LockSupport.parkNanos(POLL.toNanos());
    }
    sent++;
    return record;
  }

  @Override
  public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

  @Override
  public void close() {}
}
