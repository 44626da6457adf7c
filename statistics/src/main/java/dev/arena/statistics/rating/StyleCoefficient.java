package dev.arena.statistics.rating;

import dev.arena.statistics.Interval;
import org.jspecify.annotations.Nullable;

/**
 * The effect of one style feature: what one standard deviation more of it adds to the log odds of a
 * win.
 *
 * @param interval null if intervals were not computed
 */
public record StyleCoefficient(
    StyleFeature feature, double coefficient, @Nullable Interval interval) {}
