/** The metrics of the votes service. Start at {@link dev.arena.votes.operations.VotesMeters}. */
@NullMarked
package dev.arena.votes.operations;

import org.jspecify.annotations.NullMarked;
