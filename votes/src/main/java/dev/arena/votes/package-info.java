/**
 * The commands of the votes service, and the service itself: it joins votes with what scorers
 * predicted for their pairs. Start at {@link dev.arena.votes.VotesApplication}.
 */
@NullMarked
package dev.arena.votes;

import org.jspecify.annotations.NullMarked;
