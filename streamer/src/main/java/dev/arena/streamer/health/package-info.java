/** The health checks of a scorer. */
@NullMarked
package dev.arena.streamer.health;

import org.jspecify.annotations.NullMarked;
