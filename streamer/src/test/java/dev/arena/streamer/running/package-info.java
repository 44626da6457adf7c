/** Tests of this package. */
@NullMarked
package dev.arena.streamer.running;

import org.jspecify.annotations.NullMarked;
