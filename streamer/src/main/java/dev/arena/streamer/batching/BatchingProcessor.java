package dev.arena.streamer.batching;

import dev.arena.kafka.streams.CommitOffsets;
import dev.arena.kafka.streams.NoAnswerException;
import dev.arena.kafka.streams.ThreadActivity;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.internals.ProcessorRecordContext;
import org.jspecify.annotations.Nullable;

/**
 * Submits each record's value to an {@link AsyncFunction} and forwards the outcomes in the order of
 * the records.
 *
 * <ul>
 *   <li>Order: futures wait in a first-in-first-out queue per task; only its head is forwarded.
 *   <li>Back-pressure: when the queue is full, {@link #process} waits for the head, and Kafka
 *       Streams stops fetching. Nothing is dropped.
 *   <li>Safety: offsets never run ahead of results. {@link CommitGate} is called before every
 *       commit, and then either the offset of the first record in flight is what is committed
 *       ({@link CommitOffsets}), or, if these are not applied, for example before partitions change
 *       hands, the queue is drained first. After a crash, the records that were in flight are read
 *       again.
 *   <li>Latency: while records are in flight, a punctuation every millisecond forwards finished
 *       ones, and requests commits; see {@link CommitPacing}. No punctuation is scheduled while
 *       nothing is in flight, because each one makes Kafka Streams commit.
 *   <li>Timeout: when the oldest record has waited too long, {@link NoAnswerException} ends its
 *       task, and no task waits for an answer from then on. The next process reads the unanswered
 *       records again.
 *   <li>Failures: an exception from the function is forwarded as {@link AsyncResult.Failed}, with
 *       the record's own context in force, for the next node to throw.
 * </ul>
 *
 * <p>Values must not be null. Used by the task's stream thread only.
 */
final class BatchingProcessor<K, I, R> implements Processor<K, I, K, AsyncResult<I, R>> {
  private static final Duration TICK = Duration.ofMillis(1);
  private static final Duration SLICE = Duration.ofMillis(100);

  /** A thread that has not looked for this long was frozen, perhaps with all of the process. */
  private static final Duration FROZEN = Duration.ofSeconds(10);

  private final AsyncFunction<I, R> function;
  private final BatchingOptions options;
  private final Shared shared;
  private final ArrayDeque<Pending<K, I, R>> inFlight = new ArrayDeque<>();
  private final Set<TopicPartition> partitions = new HashSet<>();
  private @Nullable Attached<K, I, R> attached;
  private @Nullable Cancellable tick;
  private CommitPacing ofThread;
  private long lookedAt;
  private long resumedAt;

  BatchingProcessor(AsyncFunction<I, R> function, BatchingOptions options, Shared shared) {
    this.function = function;
    this.options = options;
    this.shared = shared;
    this.ofThread = shared.ofThread().get();
    this.lookedAt = shared.now();
    this.resumedAt = lookedAt;
  }

  /**
   * The state that all tasks share.
   *
   * @param window how many records all tasks together may have in flight
   * @param inFlight how many they have in flight
   * @param ofThread counts the calling thread's records in flight, and decides when it commits
   * @param offsets keeps the offsets of records in flight out of commits
   * @param broken set when the function has timed out; it is then not waited for again
   * @param times measures where the records' time goes
   * @param activity notified when a thread processes a record, and when it waits for an answer
   */
  record Shared(
      InFlightWindow window,
      AtomicInteger inFlight,
      ThreadLocal<CommitPacing> ofThread,
      CommitOffsets offsets,
      AtomicBoolean broken,
      BatchingTimes times,
      LongSupplier nanoClock,
      ThreadActivity activity) {
    long now() {
      return nanoClock.getAsLong();
    }
  }

  /** A record in flight; {@code answeredAt} may be read once the result is complete. */
  private static final class Pending<K, I, R> {
    private final Record<K, I> record;
    private final ProcessorRecordContext source;
    private final CompletableFuture<R> result;
    private final long submittedAt;
    private final int inFlightOfAll;
    private volatile long answeredAt;

    /** Creates a record in flight that the calling thread has just submitted. */
    Pending(
        Record<K, I> record,
        ProcessorRecordContext source,
        CompletableFuture<R> answer,
        Shared shared) {
      CommitPacing pacing = shared.ofThread().get();
      this.record = record;
      this.source = source;
      this.submittedAt = shared.now();
      this.inFlightOfAll = shared.inFlight().incrementAndGet();
      this.result = answer.whenComplete((value, failure) -> this.answeredAt = shared.now());
      this.result.whenComplete((value, failure) -> pacing.answered());
    }

    TopicPartition partition() {
      return new TopicPartition(source.topic(), source.partition());
    }
  }

  private record Attached<K, I, R>(
      ProcessorContext<K, AsyncResult<I, R>> context, TaskContext task) {}

  /** Also called when a task is revived after an error; Kafka Streams then rereads its records. */
  @Override
  public void init(ProcessorContext<K, AsyncResult<I, R>> context) {
    forget();
    ofThread = shared.ofThread().get();
    TaskContext task = new TaskContext(context);
    attached = new Attached<>(context, task);
    BeforeCommit gate = context.getStateStore(options.name());
    gate.attach(task, this::beforeCommit);
  }

  @Override
  public void process(Record<K, I> record) {
    ProcessorRecordContext source = attached().task().currentRecord();
    shared.activity().processing(source.topic(), source.partition(), source.offset());
    try {
      process(record, source);
    } finally {
      shared.activity().done();
    }
  }

  private void process(Record<K, I> record, ProcessorRecordContext source) {
    while (!inFlight.isEmpty() && shared.inFlight().get() >= shared.window().size()) {
      shared.times().blocked().add(forwardHead());
    }
    Pending<K, I, R> pending = new Pending<>(record, source, submit(record.value()), shared);
    inFlight.add(pending);
    partitions.add(pending.partition());
    ofThread.submitted();
    armTick();
    forwardFinished();
  }

  /**
   * A failure also waits for its turn, or a commit could contain a dead letter without its record.
   */
  private CompletableFuture<R> submit(I value) {
    try {
      return function.submit(value);
    } catch (InterruptedException interrupted) {
      throw new InterruptException(interrupted);
    } catch (RuntimeException failed) {
      return CompletableFuture.failedFuture(failed);
    }
  }

  /** At a clean close, nothing is in flight; at any other, this drops the records that are. */
  @Override
  public void close() {
    forget();
  }

  private void armTick() {
    if (tick == null) {
      tick =
          attached()
              .context()
              .schedule(TICK, PunctuationType.WALL_CLOCK_TIME, now -> forwardFinishedAndCommit());
    }
  }

  private void forwardFinishedAndCommit() {
    ofThread.looked();
    forwardFinished();
    if (!inFlight.isEmpty()) {
      timeLeft(inFlight.element()); // nothing else may wait for its answer
    }
    boolean due = isCommitDue();
    if (due) {
      attached().context().commit();
    }
    if (inFlight.isEmpty() && (due || !ofThread.isAwaited())) {
      disarmTick();
    }
  }

  private boolean isCommitDue() {
    return shared.offsets().areApplied()
        ? ofThread.isDueBeside(shared.inFlight().get(), shared.now())
        : ofThread.isDue(shared.now());
  }

  private void disarmTick() {
    if (tick != null) {
      tick.cancel();
      tick = null;
    }
  }

  private void forwardFinished() {
    while (!inFlight.isEmpty() && inFlight.element().result.isDone()) {
      forwardHead();
    }
  }

  private void beforeCommit() {
    if (shared.offsets().areApplied()) {
      forwardFinished();
    } else if (!inFlight.isEmpty()) {
      forwardAll();
    }
    holdOffsets();
    ofThread.committed(shared.now());
  }

  private void forwardAll() {
    function.flush();
    while (!inFlight.isEmpty()) {
      shared.times().drain().add(forwardHead());
    }
  }

  /** Commits end before the first record in flight of each partition. */
  private void holdOffsets() {
    Map<TopicPartition, Long> first = new HashMap<>();
    inFlight.forEach(pending -> first.putIfAbsent(pending.partition(), pending.source.offset()));
    for (TopicPartition partition : partitions) {
      Long offset = first.get(partition);
      if (offset == null) {
        shared.offsets().release(partition);
      } else {
        shared.offsets().hold(partition, offset);
      }
    }
  }

  /** Returns for how many nanoseconds it waited for the answer before forwarding. */
  private long forwardHead() {
    Pending<K, I, R> head = inFlight.element();
    long waiting = shared.now();
    AsyncResult<I, R> outcome = await(head);
    inFlight.remove();
    shared.inFlight().decrementAndGet();
    long start = shared.now();
    long age = start - head.submittedAt;
    ofThread.forwarded(age);
    shared
        .window()
        .answered(head.inFlightOfAll, Duration.ofNanos(head.answeredAt - head.submittedAt));
    shared.times().order().add(start - head.answeredAt);
    Attached<K, I, R> to = attached();
    to.task()
        .asIfProcessing(head.source, () -> to.context().forward(head.record.withValue(outcome)));
    shared.times().forward().add(shared.now() - start);
    return start - waiting;
  }

  private AsyncResult<I, R> await(Pending<K, I, R> pending) {
    I input = pending.record.value();
    try {
      return new AsyncResult.Scored<>(input, answer(pending));
    } catch (ExecutionException failed) {
      Throwable reason = failed.getCause();
      return new AsyncResult.Failed<>(input, reason == null ? failed : reason);
    } catch (InterruptedException interrupted) {
      throw new InterruptException(interrupted);
    }
  }

  /** Waits in slices, so that the timeout of one thread ends the waits of all others. */
  private R answer(Pending<K, I, R> pending) throws ExecutionException, InterruptedException {
    CompletableFuture<R> result = pending.result;
    if (result.isDone()) {
      return result.get();
    }
    Runnable resume = shared.activity().waitingForTheModel();
    try {
      return awaited(pending);
    } finally {
      resume.run();
    }
  }

  private R awaited(Pending<K, I, R> pending) throws ExecutionException, InterruptedException {
    CompletableFuture<R> result = pending.result;
    while (!result.isDone()) {
      try {
        return result.get(Math.min(timeLeft(pending), SLICE.toNanos()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException notYet) {
        // looks at the flag and the clock again
      }
    }
    return result.get();
  }

  /**
   * How many nanoseconds are left for a record that is not answered yet. While this thread was
   * frozen, the function may have been too, so the time until then does not count.
   *
   * @throws NoAnswerException if there are none, or if another record has waited too long
   */
  private long timeLeft(Pending<K, I, R> pending) {
    long now = shared.now();
    if (now - lookedAt > FROZEN.toNanos()) {
      resumedAt = now;
    }
    lookedAt = now;
    long waited = now - pending.submittedAt;
    long left = options.timeout().toNanos() - Math.min(waited, now - resumedAt);
    if (left <= 0) {
      shared.broken().set(true);
    }
    if (shared.broken().get()) {
      throw new NoAnswerException(
          pending.source.topic(),
          pending.source.partition(),
          pending.source.offset(),
          options.timeout());
    }
    return left;
  }

  private void forget() {
    disarmTick();
    shared.inFlight().addAndGet(-inFlight.size());
    ofThread.forgotten(inFlight.size());
    inFlight.clear();
  }

  private Attached<K, I, R> attached() {
    if (attached == null) {
      throw new IllegalStateException("a record came before init");
    }
    return attached;
  }

  /** A store whose only purpose is to be notified when its task is about to commit. */
  interface BeforeCommit extends StateStore {
    /**
     * Sets the listener. Called from {@code init} of the processor that owns this store.
     *
     * @param context the processor's context
     * @param listener forwards what must be forwarded before the commit
     */
    void attach(TaskContext context, Runnable listener);
  }
}
