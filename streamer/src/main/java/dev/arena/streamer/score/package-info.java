/**
 * The command {@code score}, which scores pairs without a cluster, and the table in which {@code
 * score} and {@code demo} show preferences. Start at {@link dev.arena.streamer.score.ScoreCommand}.
 */
@NullMarked
package dev.arena.streamer.score;

import org.jspecify.annotations.NullMarked;
