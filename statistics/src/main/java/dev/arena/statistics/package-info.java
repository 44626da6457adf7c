/** Statistics of votes and of the probabilities that scorers predict for them. */
@NullMarked
package dev.arena.statistics;

import org.jspecify.annotations.NullMarked;
