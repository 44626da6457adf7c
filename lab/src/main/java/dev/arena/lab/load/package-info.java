/**
 * Load on scorers with a real broker, and measurements of the scorers from outside. Start at {@link
 * dev.arena.lab.load.LoadedTopics}.
 */
@NullMarked
package dev.arena.lab.load;

import org.jspecify.annotations.NullMarked;
