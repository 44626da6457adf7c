package dev.arena.statistics.rating;

/** The ends of a confidence interval. */
public record IntervalBounds(double lower, double upper) {}
