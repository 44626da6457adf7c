/** Pictures of leaderboards, as SVG and PNG. */
@NullMarked
package dev.arena.votes.leaderboard.plot;

import org.jspecify.annotations.NullMarked;
