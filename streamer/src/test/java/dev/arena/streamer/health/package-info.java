/** Tests of this package. */
@NullMarked
package dev.arena.streamer.health;

import org.jspecify.annotations.NullMarked;
