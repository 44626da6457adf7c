/**
 * One table of configuration keys: where values come from, how they are checked, how they are
 * documented. Start at {@link dev.arena.models.config.ConfigTable}; the keys of the scoring library
 * are in {@link dev.arena.models.config.LibraryKeys}.
 */
@NullMarked
package dev.arena.models.config;

import org.jspecify.annotations.NullMarked;
