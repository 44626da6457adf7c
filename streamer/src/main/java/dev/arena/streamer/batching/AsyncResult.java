package dev.arena.streamer.batching;

/**
 * What became of one input.
 *
 * @param <I> what was submitted
 * @param <R> what the function makes of it
 */
public sealed interface AsyncResult<I, R> {
  /** What was submitted. */
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
