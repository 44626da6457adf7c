package dev.arena.models.encode;

import java.util.Arrays;

/**
 * A token sequence for the encoder; equal when ids and segments are equal.
 *
 * @param ids token ids, including special tokens; must not be modified
 * @param secondSegment index of the first token with type 1; earlier tokens have type 0
 */
public record Sequence(int[] ids, int secondSegment) {
  public Sequence {
    if (secondSegment < 0 || secondSegment > ids.length) {
      throw new IllegalArgumentException(
          "secondSegment is " + secondSegment + "; expected 0 to " + ids.length);
    }
  }

  /** The number of tokens. */
  public int length() {
    return ids.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sequence sequence
        && secondSegment == sequence.secondSegment
        && Arrays.equals(ids, sequence.ids);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(ids) + secondSegment;
  }

  @Override
  public String toString() {
    return "Sequence[" + ids.length + " tokens, second segment at " + secondSegment + "]";
  }
}
