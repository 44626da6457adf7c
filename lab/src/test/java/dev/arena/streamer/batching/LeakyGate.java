package dev.arena.streamer.batching;

import java.util.Map;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * A broken copy of {@link CommitGate} that ignores the flush of caches, so that nothing is drained
 * before a commit. This is what would happen if Kafka removed the hook.
 */
record LeakyGate(String name) implements BatchingProcessor.BeforeCommit {
  @Override
  public void attach(TaskContext context, Runnable drain) {}

  @Override
  public void init(StateStoreContext context, StateStore root) {
    context.register(root, (key, value) -> {});
  }

  @Override
  public void close() {}

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  static StoreBuilder<LeakyGate> builder(String name) {
    return new Builder(name);
  }

  private record Builder(String name) implements StoreBuilder<LeakyGate> {
    @Override
    public StoreBuilder<LeakyGate> withCachingEnabled() {
      return this;
    }

    @Override
    public StoreBuilder<LeakyGate> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<LeakyGate> withLoggingEnabled(Map<String, String> config) {
      return this;
    }

    @Override
    public StoreBuilder<LeakyGate> withLoggingDisabled() {
      return this;
    }

    @Override
    public LeakyGate build() {
      return new LeakyGate(name);
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
