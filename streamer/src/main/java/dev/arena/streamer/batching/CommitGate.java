package dev.arena.streamer.batching;

import java.util.Map;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * A state store without data that tells its task's {@link BatchingProcessor} that a commit follows.
 *
 * <p>{@code StreamTask.prepareCommit()} flushes the caches of its task's stores before it collects
 * the offsets to commit; this store takes part in that flush through {@link CachedStateStore},
 * which is an internal API of Kafka 4.3. {@link StateStore#commit} would be too late: it runs after
 * the offsets have been committed. {@code CommitGateTest} fails if a version of Kafka changes this.
 *
 * <p>Used by the task's stream thread only.
 */
final class CommitGate implements BatchingProcessor.BeforeCommit, CachedStateStore<Object, Object> {
  private final String name;
  private boolean open;
  private @Nullable TaskContext context;
  private @Nullable Runnable listener;

  private CommitGate(String name) {
    this.name = name;
  }

  static StoreBuilder<CommitGate> builder(String name) {
    return new Builder(name);
  }

  @Override
  public void attach(TaskContext context, Runnable listener) {
    this.context = context;
    this.listener = listener;
  }

  @Override
  public void flushCache() {
    if (context != null && listener != null) {
      context.asOwnNode(listener);
    }
  }

  /** Nothing is cached here; the processor's {@code close} drops the records in flight. */
  @Override
  public void clearCache() {}

  @Override
  public boolean setFlushListener(
      CacheFlushListener<Object, Object> listener, boolean sendOldValues) {
    return false;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    context.register(root, (key, value) -> {});
    open = true;
  }

  @Override
  public void close() {
    open = false;
    context = null;
    listener = null;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  /** A store without data needs neither caching nor logging. */
  private record Builder(String name) implements StoreBuilder<CommitGate> {
    @Override
    public StoreBuilder<CommitGate> withCachingEnabled() {
      return this;
    }

    @Override
    public StoreBuilder<CommitGate> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<CommitGate> withLoggingEnabled(Map<String, String> config) {
      throw new UnsupportedOperationException("a commit gate has no data to log");
    }

    @Override
    public StoreBuilder<CommitGate> withLoggingDisabled() {
      return this;
    }

    @Override
    public CommitGate build() {
      return new CommitGate(name);
    }

    @Override
    public Map<String, String> logConfig() {
      return Map.of();
    }

    @Override
    public boolean loggingEnabled() {
      return false;
    }
  }
}
