/**
 * Leaderboards of models: from files of votes, and what they share with those that the service
 * computes ({@link dev.arena.votes.leaderboard.live}). Start at {@link
 * dev.arena.votes.leaderboard.LeaderboardCommand}.
 */
@NullMarked
package dev.arena.votes.leaderboard;

import org.jspecify.annotations.NullMarked;
