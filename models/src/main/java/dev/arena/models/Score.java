package dev.arena.models;

/**
 * What the model says about a pair.
 *
 * @param probabilities of the three outcomes
 * @param tokens that the network read for this pair; equal sequences count once
 * @param truncated whether text was cut to fit the network
 * @param model the {@code name@version} of the model that says it
 */
public record Score(Probabilities probabilities, int tokens, boolean truncated, String model) {}
