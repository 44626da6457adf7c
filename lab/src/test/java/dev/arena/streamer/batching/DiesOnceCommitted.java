package dev.arena.streamer.batching;

import dev.arena.kafka.client.Connection;
import dev.arena.streamer.config.StreamerKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A stage that ends this process as {@code kill -9} does, at the moment when a pipeline without a
 * commit gate must lose a record: the offset of the record is committed, but its answer is
 * outstanding. This state triggers the end on any machine, fast or slow.
 *
 * <p>It wraps the stage under test, whose function must never answer, and requests a commit after
 * each record. Thread-safe.
 */
final class DiesOnceCommitted<K, I, R> implements ProcessorSupplier<K, I, K, AsyncResult<I, R>> {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int KILLED = 137;

  private final BatchingSupplier<K, I, R> stage;
  private final Map<TopicPartition, Long> firstUnanswered = new ConcurrentHashMap<>();

  /**
   * Wraps a stage.
   *
   * @param stage a stage whose function never answers
   */
  DiesOnceCommitted(BatchingSupplier<K, I, R> stage) {
    this.stage = stage;
  }

  /** Whether a process has died here before; {@code marker} is the file that it left. */
  static boolean hasDied(Path marker) {
    return Files.exists(marker);
  }

  /**
   * Starts a daemon thread that ends this process once a committed offset is too high. Its client
   * is connected when this returns, so that no run of a busy machine ends before it has looked.
   */
  void watch(Connection connection, Path marker) {
    String group = connection.configuration().get(StreamerKeys.APPLICATION_ID);
    Admin admin = Admin.create(connection.admin());
    committed(admin, group);
    Thread watch = new Thread(() -> dieOnceCommitted(admin, group, marker), "dies-once-committed");
    watch.setDaemon(true);
    watch.start();
  }

  private void dieOnceCommitted(Admin admin, String group, Path marker) {
    try (admin) {
      Map<TopicPartition, OffsetAndMetadata> printed = Map.of();
      while (true) {
        Map<TopicPartition, OffsetAndMetadata> committed = committed(admin, group);
        if (!committed.equals(printed)) {
          System.out.println("unanswered from " + firstUnanswered + "; committed " + committed);
          printed = committed;
        }
        if (committed.entrySet().stream().anyMatch(this::isLost)) {
          Files.createFile(marker);
          Runtime.getRuntime().halt(KILLED);
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin, String group) {
    try {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | InterruptedException | TimeoutException failed) {
      throw new IllegalStateException("the committed offsets cannot be read", failed);
    }
  }

  private boolean isLost(Map.Entry<TopicPartition, @Nullable OffsetAndMetadata> committed) {
    Long unanswered = firstUnanswered.get(committed.getKey());
    OffsetAndMetadata offset = committed.getValue();
    return unanswered != null && offset != null && offset.offset() > unanswered;
  }

  @Override
  public Processor<K, I, K, AsyncResult<I, R>> get() {
    return new Noting(stage.get());
  }

  @Override
  public Set<StoreBuilder<?>> stores() {
    return stage.stores();
  }

  /** A processor that notes the first record of each partition. */
  private final class Noting implements Processor<K, I, K, AsyncResult<I, R>> {
    private final Processor<K, I, K, AsyncResult<I, R>> processor;
    private @Nullable ProcessorContext<K, AsyncResult<I, R>> context;

    Noting(Processor<K, I, K, AsyncResult<I, R>> processor) {
      this.processor = processor;
    }

    @Override
    public void init(ProcessorContext<K, AsyncResult<I, R>> own) {
      context = own;
      processor.init(own);
    }

    @Override
    public void process(Record<K, I> record) {
      processor.process(record);
      if (context != null) {
        RecordMetadata source = context.recordMetadata().orElseThrow();
        firstUnanswered.putIfAbsent(
            new TopicPartition(source.topic(), source.partition()), source.offset());
        context.commit();
      }
    }

    @Override
    public void close() {
      processor.close();
    }
  }
}
