/**
 * One table of configuration keys: where values come from, how they are checked, how they are
 * documented. Start at {@link dev.arena.cli.config.ConfigTable}; the keys of the scoring library
 * are in {@link dev.arena.streamer.config.StreamerKeys}.
 */
@NullMarked
package dev.arena.cli.config;

import org.jspecify.annotations.NullMarked;
