package dev.arena.models.encode;

/**
 * A pair encoded for the networks. Swapping A and B exactly swaps {@code first} and {@code second},
 * negates {@code antisymmetric} and leaves {@code symmetric} unchanged.
 *
 * @param first the sequence in which answer A comes first
 * @param second the sequence in which answer B comes first
 * @param antisymmetric text features in the order of the {@link FeatureSpec}
 * @param symmetric text features in the order of the {@link FeatureSpec}
 * @param truncated whether text was cut to fit
 */
public record EncodedPair(
    Sequence first, Sequence second, float[] antisymmetric, float[] symmetric, boolean truncated) {

  /** Tokens that the encoder reads for this pair; equal sequences are read once. */
  public int tokens() {
    return first.equals(second) ? first.length() : first.length() + second.length();
  }
}
