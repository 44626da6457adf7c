package dev.arena.votes.join;

import org.apache.kafka.common.header.Headers;

/**
 * The record of a vote whose pair is not known yet. If the pair does not become known, a dead
 * letter gets its bytes.
 *
 * @param timestamp the record's, for stream time
 */
record WaitingVote(
    Position position, long timestamp, VoteInput.Original original, Headers headers) {}
