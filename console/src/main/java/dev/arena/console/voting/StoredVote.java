package dev.arena.console.voting;

import dev.arena.schemas.VoteOutcome;

/**
 * A vote that the broker has written; the voter may see the models now.
 *
 * @param pairId the id of the pair
 * @param outcome for the pair's A and B, whichever was on the left
 * @param left the model whose answers were on the left
 * @param right the model whose answers were on the right
 * @param undo the token that withdraws the vote
 */
public record StoredVote(
    String pairId, VoteOutcome outcome, String left, String right, String undo) {}
