/**
 * The command {@code score}: what the model says about a pair, without a cluster; and the table in
 * which {@code score} and {@code demo} show preferences. Start at {@link
 * dev.arena.streamer.score.ScoreCommand}.
 */
@NullMarked
package dev.arena.streamer.score;

import org.jspecify.annotations.NullMarked;
