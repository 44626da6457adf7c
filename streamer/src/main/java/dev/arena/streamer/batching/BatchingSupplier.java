package dev.arena.streamer.batching;

import dev.arena.kafka.streams.CommitOffsets;
import dev.arena.kafka.streams.PendingWork;
import dev.arena.kafka.streams.ThreadActivity;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Adds a {@link BatchingProcessor} and its {@link CommitGate} to a topology.
 *
 * <pre>{@code
 * // an AsyncFunction that passes both submit and flush on to a batcher
 * topology.addProcessor("score", new BatchingSupplier<>(scoring, options, clock, activity), "source");
 * topology.addProcessor("publish", publisher, "score"); // receives AsyncResult, throws on Failed
 * }</pre>
 *
 * @param <K> the records' key, passed on unchanged
 * @param <I> the records' value
 * @param <R> the function's result for a value
 */
public final class BatchingSupplier<K, I, R>
    implements ProcessorSupplier<K, I, K, AsyncResult<I, R>> {
  private final AsyncFunction<I, R> function;
  private final BatchingOptions options;
  private final StoreBuilder<? extends StateStore> gate;
  private final LongSupplier nanoClock;
  private final InFlightWindow window;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final ThreadLocal<CommitPacing> ofThread;
  private final CommitOffsets offsets = new CommitOffsets();
  private final AtomicBoolean broken = new AtomicBoolean();
  private final BatchingTimes times = new BatchingTimes();
  private final ThreadActivity activity;

  /**
   * @param function shared by all tasks; called by several stream threads at once
   * @param nanoClock such as {@code System::nanoTime}
   * @param activity notified when a thread waits for an answer
   */
  public BatchingSupplier(
      AsyncFunction<I, R> function,
      BatchingOptions options,
      LongSupplier nanoClock,
      ThreadActivity activity) {
    this(function, options, nanoClock, activity, CommitGate.builder(options.name()));
  }

  /** Takes another gate, so that a test can show what goes wrong without the real one. */
  BatchingSupplier(
      AsyncFunction<I, R> function,
      BatchingOptions options,
      LongSupplier nanoClock,
      ThreadActivity activity,
      StoreBuilder<? extends StateStore> gate) {
    this.activity = activity;
    this.function = function;
    this.options = options;
    this.nanoClock = nanoClock;
    this.window = new InFlightWindow(options.maxInFlight(), options.commitDelay());
    this.gate = gate;
    this.ofThread =
        ThreadLocal.withInitial(
            () -> new CommitPacing(options.commitPause(), nanoClock.getAsLong()));
  }

  @Override
  public Processor<K, I, K, AsyncResult<I, R>> get() {
    return new BatchingProcessor<>(
        function,
        options,
        new BatchingProcessor.Shared(
            window, inFlight, ofThread, offsets, broken, times, nanoClock, activity));
  }

  @Override
  public Set<StoreBuilder<?>> stores() {
    return Set.of(gate);
  }

  /**
   * The offsets of records in flight. A run of Kafka Streams whose clients lower the offsets that
   * they commit to these commits without waiting for answers; any other run waits.
   */
  public CommitOffsets offsets() {
    return offsets;
  }

  /** What stream threads wait for, apart from records. */
  public PendingWork work() {
    return new PendingWork() {
      @Override
      public State state() {
        return ofThread.get().state();
      }

      @Override
      public void awaitAnswer(Duration timeout) {
        ofThread.get().awaitAnswer(timeout);
      }
    };
  }

  /** How many records all tasks together have submitted but not yet forwarded. */
  public int inFlight() {
    return inFlight.get();
  }

  /** The times of all tasks' records. */
  public BatchingTimes times() {
    return times;
  }
}
