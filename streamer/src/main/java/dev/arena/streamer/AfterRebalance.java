package dev.arena.streamer;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something in the background each time the partitions of the group were assigned anew; while
 * it is done, any number of further times count as one more. Safe for use by many threads.
 */
final class AfterRebalance implements Consumer<KafkaStreams.State>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AfterRebalance.class);

  private final Action action;
  private final ThreadPoolExecutor executor;

  /**
   * @param threads one is made when there is something to do
   */
  AfterRebalance(Action action, ThreadFactory threads) {
    this.action = action;
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

  /** What is done. */
  @FunctionalInterface
  interface Action {
    void run() throws InterruptedException;
  }

  @Override
  public void accept(KafkaStreams.State state) {
    if (state == KafkaStreams.State.RUNNING) {
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
    } catch (InterruptedException closed) {
      LOG.debug("Closed", closed);
    } catch (RuntimeException failed) {
      LOG.warn("What follows a rebalance failed", failed);
    }
  }
}
