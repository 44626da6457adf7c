@NullMarked
package dev.arena.votes.leaderboard;

import org.jspecify.annotations.NullMarked;
