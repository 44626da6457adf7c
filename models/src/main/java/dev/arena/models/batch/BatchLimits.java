package dev.arena.models.batch;

/**
 * Limits of one encoder run: its sequences, its tokens including padding, and the lengths to which
 * it is padded.
 *
 * @param maxSequences at least 1
 * @param maxTokens at least 1; a longer sequence runs alone
 * @param lengthMultiple the length of a run is rounded up to a multiple of this, so that a device
 *     sees few shapes; at least 1
 * @param maxLength lengths are never rounded up beyond this
 */
public record BatchLimits(int maxSequences, int maxTokens, int lengthMultiple, int maxLength) {
  public BatchLimits {
    if (maxSequences < 1 || maxTokens < 1 || lengthMultiple < 1) {
      throw new IllegalArgumentException(
          "limits are %d sequences, %d tokens, lengths in steps of %d; expected at least 1 of each"
              .formatted(maxSequences, maxTokens, lengthMultiple));
    }
  }

  /** Limits without rounding: a run is as long as its longest sequence. */
  public BatchLimits(int maxSequences, int maxTokens) {
    this(maxSequences, maxTokens, 1, Integer.MAX_VALUE);
  }

  /** One sequence at a time, without padding. */
  public static BatchLimits oneByOne() {
    return new BatchLimits(1, Integer.MAX_VALUE);
  }

  /** A copy with another length multiple, and {@code longest} as the maximum length. */
  public BatchLimits withLengthMultiple(int multiple, int longest) {
    return new BatchLimits(maxSequences, maxTokens, multiple, longest);
  }

  /** A copy with another number of tokens. */
  public BatchLimits withMaxTokens(int other) {
    return new BatchLimits(maxSequences, other, lengthMultiple, maxLength);
  }

  /** The padded length of a run whose longest sequence has {@code length} tokens. */
  public int padded(int length) {
    long rounded = (length + lengthMultiple - 1L) / lengthMultiple * lengthMultiple;
    return (int) Math.max(length, Math.min(rounded, maxLength));
  }

  /** The maximum number of sequences in a run of this padded length; at least 1. */
  public int sequences(int length) {
    return Math.max(1, Math.min(maxSequences, maxTokens / Math.max(1, length)));
  }
}
