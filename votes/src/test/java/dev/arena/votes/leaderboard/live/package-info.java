@org.jspecify.annotations.NullMarked
package dev.arena.votes.leaderboard.live;
