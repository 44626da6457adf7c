package dev.arena.trainer.recipe;

/**
 * How much of each layer of the encoder is kept.
 *
 * @param heads share of the attention heads, above 0 and at most 1
 * @param feedForward share of the neurons of the feed-forward part, above 0 and at most 1
 */
public record Pruning(double heads, double feedForward) {}
