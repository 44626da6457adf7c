@NullMarked
package dev.arena.votes.leaderboard.plot;

import org.jspecify.annotations.NullMarked;
