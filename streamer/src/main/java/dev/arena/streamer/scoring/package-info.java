/** What scores the pairs of a stream, in which batches, and how another bundle takes over. */
@NullMarked
package dev.arena.streamer.scoring;

import org.jspecify.annotations.NullMarked;
