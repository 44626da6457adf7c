/**
 * Statistics of votes and of the probabilities that scorers predict for them. Pure computation:
 * every type is immutable, reads no clock and no file, and gives the same bits on every machine.
 * Start at {@link dev.arena.statistics.sequential.ComparisonDecision}.
 */
@NullMarked
package dev.arena.statistics;

import org.jspecify.annotations.NullMarked;
