package dev.arena.streamer.batching;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.internals.ProcessorRecordContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A broken copy of {@link BatchingSupplier} that forwards the results between two commits in
 * reverse order. Only the order is lost.
 *
 * <p>It requests a commit when a task has enough records to forward in the wrong order. Once it has
 * forwarded two results in the wrong order, it requests commits at short intervals. With a long
 * {@code commit.interval.ms}, it breaks the order on any machine, fast or slow.
 *
 * @param reversed whether any task has forwarded two results in the wrong order
 */
record BackwardsSupplier<K, I, R>(AsyncFunction<I, R> function, String name, AtomicBoolean reversed)
    implements ProcessorSupplier<K, I, K, AsyncResult<I, R>> {
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(1);

  private static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);

  /** More than the two that are needed, because failures go to a different topic. */
  private static final int ENOUGH = 4;

  BackwardsSupplier(AsyncFunction<I, R> function, String name) {
    this(function, name, new AtomicBoolean());
  }

  @Override
  public Processor<K, I, K, AsyncResult<I, R>> get() {
    return new Backwards<>(this);
  }

  @Override
  public Set<StoreBuilder<?>> stores() {
    return Set.of(CommitGate.builder(name));
  }

  private record Pending<K, I, R>(
      Record<K, I> record, ProcessorRecordContext source, CompletableFuture<R> answer) {}

  private static final class Backwards<K, I, R> implements Processor<K, I, K, AsyncResult<I, R>> {
    private final BackwardsSupplier<K, I, R> shared;
    private final Deque<Pending<K, I, R>> inFlight = new ArrayDeque<>();
    private @Nullable Attached<K, I, R> attached;

    Backwards(BackwardsSupplier<K, I, R> shared) {
      this.shared = shared;
    }

    private record Attached<K, I, R>(
        ProcessorContext<K, AsyncResult<I, R>> context, TaskContext task) {}

    @Override
    public void init(ProcessorContext<K, AsyncResult<I, R>> context) {
      TaskContext task = new TaskContext(context);
      attached = new Attached<>(context, task);
      BatchingProcessor.BeforeCommit gate = context.getStateStore(shared.name());
      gate.attach(task, this::forwardAll);
      context.schedule(
          COMMIT_INTERVAL,
          PunctuationType.WALL_CLOCK_TIME,
          now -> {
            if (shared.reversed().get()) {
              context.commit();
            }
          });
    }

    @Override
    public void process(Record<K, I> record) {
      Attached<K, I, R> to = attached();
      try {
        inFlight.push(
            new Pending<>(
                record, to.task().currentRecord(), shared.function().submit(record.value())));
      } catch (InterruptedException interrupted) {
        throw new InterruptException(interrupted);
      }
      if (inFlight.size() >= ENOUGH && !shared.reversed().get()) {
        to.context().commit();
      }
    }

    private void forwardAll() {
      int scored = 0;
      Attached<K, I, R> to = attached();
      while (!inFlight.isEmpty()) {
        Pending<K, I, R> newest = inFlight.pop();
        AsyncResult<I, R> outcome = outcome(newest);
        if (outcome instanceof AsyncResult.Scored<I, R>) {
          scored++;
        }
        to.task()
            .asIfProcessing(
                newest.source(), () -> to.context().forward(newest.record().withValue(outcome)));
      }
      if (scored > 1) {
        shared.reversed().set(true);
      }
    }

    private static <K, I, R> AsyncResult<I, R> outcome(Pending<K, I, R> pending) {
      I input = pending.record().value();
      try {
        return new AsyncResult.Scored<>(
            input, pending.answer().get(ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS));
      } catch (ExecutionException failed) {
        return new AsyncResult.Failed<>(input, failed.getCause());
      } catch (InterruptedException interrupted) {
        throw new InterruptException(interrupted);
      } catch (TimeoutException none) {
        throw new IllegalStateException("no answer within " + ANSWER_TIMEOUT, none);
      }
    }

    private Attached<K, I, R> attached() {
      if (attached == null) {
        throw new IllegalStateException("a record came before init");
      }
      return attached;
    }
  }
}
