/** Leaderboards of models from files of votes: the ratings, and whether to trust them. */
@NullMarked
package dev.arena.votes.leaderboard;

import org.jspecify.annotations.NullMarked;
