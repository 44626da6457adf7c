/** Scores the pairs of a stream in batches, and replaces the model when a new bundle arrives. */
@NullMarked
package dev.arena.streamer.scoring;

import org.jspecify.annotations.NullMarked;
