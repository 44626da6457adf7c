package dev.arena.streamer.batching;

import java.util.concurrent.CompletableFuture;

/**
 * A function that takes inputs one at a time and answers later, such as a micro-batcher.
 *
 * @param <I> the input
 * @param <R> its result
 */
@FunctionalInterface
public interface AsyncFunction<I, R> {
  /**
   * Takes one input. May block while its queue is full, so that a slow model slows the stream.
   *
   * @return a future that always completes, with a result or a failure
   * @throws InterruptedException if interrupted while waiting; the input was then not taken
   */
  CompletableFuture<R> submit(I input) throws InterruptedException;

  /** Called when this thread will submit nothing more until its inputs are answered. */
  default void flush() {}
}
