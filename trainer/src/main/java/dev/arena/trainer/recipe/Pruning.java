package dev.arena.trainer.recipe;

import java.util.OptionalInt;

/**
 * How much of each layer of the encoder is kept.
 *
 * @param heads number of attention heads, at least 1; empty for all
 * @param feedForward number of neurons of the feed-forward part, at least 1; empty for all
 */
public record Pruning(OptionalInt heads, OptionalInt feedForward) {}
