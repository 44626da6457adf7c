/**
 * The measurement of predictions against votes. Start at {@link
 * dev.arena.models.votes.VoteMetrics}.
 */
@NullMarked
package dev.arena.models.votes;

import org.jspecify.annotations.NullMarked;
