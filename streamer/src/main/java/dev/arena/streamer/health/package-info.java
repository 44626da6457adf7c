/** The health checks that only a scorer has. */
@NullMarked
package dev.arena.streamer.health;

import org.jspecify.annotations.NullMarked;
