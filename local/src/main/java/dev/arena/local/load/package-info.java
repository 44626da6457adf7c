/**
 * Puts scorers on a real broker under load and measures them from outside. Start at {@link
 * dev.arena.local.load.LoadedTopics}.
 */
@NullMarked
package dev.arena.local.load;

import org.jspecify.annotations.NullMarked;
