package dev.arena.streamer.batching;

/**
 * The result of one input, or its failure.
 *
 * @param <I> the input
 * @param <R> the function's result
 */
public sealed interface AsyncResult<I, R> {
  /** The submitted input. */
  I input();

  /** The function answered. */
  record Scored<I, R>(I input, R result) implements AsyncResult<I, R> {}

  /**
   * The function failed. The node that receives this should throw, so that Kafka Streams'
   * processing exception handler decides with this record's topic, partition, offset and bytes at
   * hand.
   */
  record Failed<I, R>(I input, Throwable reason) implements AsyncResult<I, R> {}
}
