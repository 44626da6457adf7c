/** Tests of this package. */
@NullMarked
package dev.arena.streamer.scoring;

import org.jspecify.annotations.NullMarked;
