/**
 * The live leaderboard: ratings of models from all current battles, by kind of vote, slice and
 * method. One task keeps what boards need of each battle, and writes the boards to a compacted
 * topic. Start at {@link dev.arena.votes.leaderboard.live.LeaderboardTopology}.
 */
@NullMarked
package dev.arena.votes.leaderboard.live;

import org.jspecify.annotations.NullMarked;
