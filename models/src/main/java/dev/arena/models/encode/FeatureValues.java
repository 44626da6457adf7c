package dev.arena.models.encode;

/**
 * The text features of one pair, in the order of the {@link FeatureSpec}; each is finite.
 *
 * @param antisymmetric values that change sign when A and B are swapped
 * @param symmetric values that stay the same when A and B are swapped
 */
public record FeatureValues(float[] antisymmetric, float[] symmetric) {}
