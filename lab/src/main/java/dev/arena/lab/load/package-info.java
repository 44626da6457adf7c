/**
 * Puts scorers on a real broker under load and measures them from outside. Start at {@link
 * dev.arena.lab.load.LoadedTopics}.
 */
@NullMarked
package dev.arena.lab.load;

import org.jspecify.annotations.NullMarked;
