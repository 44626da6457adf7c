package dev.arena.kafka.streams;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a task in the background while the group rebalances, and runs it one last time
 * afterwards, because a stream thread that takes over a partition may be waiting for the task's
 * effect. Safe for use by many threads.
 */
public final class RebalanceTask implements Consumer<KafkaStreams.State>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RebalanceTask.class);

  private final Action action;
  private final Duration pause;
  private final ThreadPoolExecutor executor;
  private volatile boolean rebalancing;

  /**
   * @param pause between two runs during a rebalance
   * @param threads creates a thread when there is something to do
   */
  public RebalanceTask(Action action, Duration pause, ThreadFactory threads) {
    this.action = action;
    this.pause = pause;
    this.executor =
        new ThreadPoolExecutor(
            0,
            1,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(1),
            threads,
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /** The task. */
  @FunctionalInterface
  public interface Action {
    void run() throws InterruptedException;
  }

  @Override
  public void accept(KafkaStreams.State state) {
    rebalancing = state == KafkaStreams.State.REBALANCING;
    if (rebalancing || state == KafkaStreams.State.RUNNING) {
      executor.execute(this::act);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private void act() {
    try {
      action.run();
      while (rebalancing) {
        Thread.sleep(pause.toMillis());
        action.run();
      }
    } catch (InterruptedException closed) {
      LOG.debug("Closed", closed);
    } catch (RuntimeException failed) {
      LOG.warn("The task that accompanies a rebalance failed", failed);
    }
  }
}
