package dev.arena.models.batch;

/**
 * How many sequences, and how many tokens counted with padding, one run of an encoder may hold.
 *
 * @param maxSequences at least 1
 * @param maxTokens at least 1; a single longer sequence still makes a run
 */
public record BatchLimits(int maxSequences, int maxTokens) {
  public BatchLimits {
    if (maxSequences < 1 || maxTokens < 1) {
      throw new IllegalArgumentException(
          "limits are %d sequences and %d tokens; expected at least 1 of each"
              .formatted(maxSequences, maxTokens));
    }
  }

  /** One sequence at a time, without padding. */
  public static BatchLimits oneByOne() {
    return new BatchLimits(1, Integer.MAX_VALUE);
  }
}
