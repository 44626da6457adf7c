/**
 * The page of leaderboards. Start at {@link dev.arena.console.page.leaderboard.LeaderboardPage}.
 */
@NullMarked
package dev.arena.console.page.leaderboard;

import org.jspecify.annotations.NullMarked;
