package dev.arena.streamer.batching;

import java.util.concurrent.CompletableFuture;

/**
 * Something that takes inputs one at a time and answers later, such as a micro-batcher.
 *
 * @param <I> what is submitted
 * @param <R> its result
 */
@FunctionalInterface
public interface AsyncFunction<I, R> {
  /**
   * Takes one input. May block while its queue is full; that is how a slow model slows the stream.
   *
   * @return a future that is finished in any case, with a result or with what went wrong
   * @throws InterruptedException when interrupted while waiting; the input was not taken then
   */
  CompletableFuture<R> submit(I input) throws InterruptedException;

  /** Told when nothing more comes from this thread until what it submitted is answered. */
  default void flush() {}
}
