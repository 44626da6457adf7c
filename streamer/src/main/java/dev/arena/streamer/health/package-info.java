/** Whether a scorer is well: what is looked at, and what was found. */
@NullMarked
package dev.arena.streamer.health;

import org.jspecify.annotations.NullMarked;
