package dev.arena.models.encode;

import java.util.List;

/**
 * Which text features a head reads, in order: the field {@code features} of {@code bundle.json}.
 *
 * @param version version of {@link TextFeatures} that defines the names
 * @param antisymmetric names of features that change sign when A and B are swapped
 * @param symmetric names of features that stay the same when A and B are swapped
 */
public record FeatureSpec(int version, List<String> antisymmetric, List<String> symmetric) {
  public FeatureSpec {
    antisymmetric = List.copyOf(antisymmetric);
    symmetric = List.copyOf(symmetric);
  }

  /** Every feature of the current version. */
  public static FeatureSpec all() {
    return new FeatureSpec(
        TextFeatures.VERSION, TextFeatures.antisymmetricNames(), TextFeatures.symmetricNames());
  }
}
