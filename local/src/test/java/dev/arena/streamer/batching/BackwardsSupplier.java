package dev.arena.streamer.batching;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.internals.ProcessorRecordContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A broken copy of {@link BatchingSupplier}: what was answered between two commits is forwarded the
 * last first. Nothing is lost by that, but the order.
 */
record BackwardsSupplier<K, I, R>(AsyncFunction<I, R> function, String name)
    implements ProcessorSupplier<K, I, K, Outcome<I, R>> {
  @Override
  public Processor<K, I, K, Outcome<I, R>> get() {
    return new Backwards<>(function, name);
  }

  @Override
  public Set<StoreBuilder<?>> stores() {
    return Set.of(CommitGate.builder(name));
  }

  private record Pending<K, I, R>(
      Record<K, I> record, ProcessorRecordContext source, CompletableFuture<R> answer) {}

  private static final class Backwards<K, I, R> implements Processor<K, I, K, Outcome<I, R>> {
    private final AsyncFunction<I, R> function;
    private final String name;
    private final Deque<Pending<K, I, R>> inFlight = new ArrayDeque<>();
    private @Nullable TaskContext task;

    Backwards(AsyncFunction<I, R> function, String name) {
      this.function = function;
      this.name = name;
    }

    @Override
    public void init(ProcessorContext<K, Outcome<I, R>> context) {
      TaskContext own = new TaskContext(context);
      task = own;
      BeforeCommit gate = context.getStateStore(name);
      gate.attach(own, () -> forwardAll(own, context));
    }

    @Override
    public void process(Record<K, I> record) {
      try {
        inFlight.push(new Pending<>(record, source(), function.submit(record.value())));
      } catch (InterruptedException interrupted) {
        throw new InterruptException(interrupted);
      }
    }

    private ProcessorRecordContext source() {
      if (task == null) {
        throw new IllegalStateException("a record came before init");
      }
      return task.currentRecord();
    }

    private void forwardAll(TaskContext own, ProcessorContext<K, Outcome<I, R>> context) {
      while (!inFlight.isEmpty()) {
        Pending<K, I, R> newest = inFlight.pop();
        I input = newest.record().value();
        Outcome<I, R> outcome =
            newest
                .answer()
                .<Outcome<I, R>>handle(
                    (result, failed) ->
                        failed == null
                            ? new Outcome.Scored<>(input, result)
                            : new Outcome.Failed<>(input, failed))
                .join();
        own.asIfProcessing(
            newest.source(), () -> context.forward(newest.record().withValue(outcome)));
      }
    }
  }
}
