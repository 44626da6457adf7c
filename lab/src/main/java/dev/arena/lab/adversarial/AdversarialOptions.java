package dev.arena.lab.adversarial;

/**
 * How much of the nastiest there is.
 *
 * @param largeWeight how often a large text comes, beside {@value AdversarialKind#WEIGHT} for each
 *     other kind; 0 for never
 * @param largeCharacters length of a large text, in letters of one byte
 */
public record AdversarialOptions(int largeWeight, int largeCharacters) {
  private static final int LARGE_CHARACTERS = 5_000_000;

  public AdversarialOptions {
    if (largeWeight < 0 || largeCharacters < 1) {
      throw new IllegalArgumentException(
          "weight %d, %d letters; expected 0 or more, and above 0"
              .formatted(largeWeight, largeCharacters));
    }
  }

  /** Texts of 5 MB, in one of two thousand records. */
  public static AdversarialOptions defaults() {
    return new AdversarialOptions(1, LARGE_CHARACTERS);
  }
}
