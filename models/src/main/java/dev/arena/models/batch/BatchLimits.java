package dev.arena.models.batch;

/**
 * How many sequences, and how many tokens counted with padding, one run of an encoder may hold, and
 * to what lengths it is padded.
 *
 * @param maxSequences at least 1
 * @param maxTokens at least 1; a single longer sequence still makes a run
 * @param lengthMultiple the length of a run is rounded up to a multiple of this, so that a device
 *     sees few shapes; at least 1
 * @param maxLength beyond which no length is rounded up
 */
public record BatchLimits(int maxSequences, int maxTokens, int lengthMultiple, int maxLength) {
  public BatchLimits {
    if (maxSequences < 1 || maxTokens < 1 || lengthMultiple < 1) {
      throw new IllegalArgumentException(
          "limits are %d sequences, %d tokens, lengths in steps of %d; expected at least 1 of each"
              .formatted(maxSequences, maxTokens, lengthMultiple));
    }
  }

  /** Limits of runs that are as long as their longest sequence. */
  public BatchLimits(int maxSequences, int maxTokens) {
    this(maxSequences, maxTokens, 1, Integer.MAX_VALUE);
  }

  /** One sequence at a time, without padding. */
  public static BatchLimits oneByOne() {
    return new BatchLimits(1, Integer.MAX_VALUE);
  }

  /** The same with lengths in other steps, of sequences no longer than {@code longest}. */
  public BatchLimits withLengthMultiple(int multiple, int longest) {
    return new BatchLimits(maxSequences, maxTokens, multiple, longest);
  }

  /** The same with another number of tokens. */
  public BatchLimits withMaxTokens(int other) {
    return new BatchLimits(maxSequences, other, lengthMultiple, maxLength);
  }

  /** How long a run is whose longest sequence has {@code length} tokens. */
  public int padded(int length) {
    long rounded = (length + lengthMultiple - 1L) / lengthMultiple * lengthMultiple;
    return (int) Math.max(length, Math.min(rounded, maxLength));
  }

  /** How many sequences a run of this padded length may hold; at least 1. */
  public int sequences(int length) {
    return Math.max(1, Math.min(maxSequences, maxTokens / Math.max(1, length)));
  }
}
