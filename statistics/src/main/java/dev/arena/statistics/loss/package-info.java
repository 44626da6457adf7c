/**
 * What a vote says about one prediction: log loss, Brier score and entropy, as numbers whose sums
 * do not depend on the order of the votes. Start at {@link VoteScore}.
 */
@NullMarked
package dev.arena.statistics.loss;

import org.jspecify.annotations.NullMarked;
