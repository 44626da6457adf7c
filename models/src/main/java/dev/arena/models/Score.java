package dev.arena.models;

/**
 * The model's prediction for a pair.
 *
 * @param probabilities probabilities of the three outcomes
 * @param tokens tokens that the network read for this pair; equal sequences count once
 * @param truncated whether text was cut to fit the network
 * @param model the {@code name@version} of the model
 */
public record Score(Probabilities probabilities, int tokens, boolean truncated, String model) {}
