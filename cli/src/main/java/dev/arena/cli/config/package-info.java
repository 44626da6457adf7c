/**
 * The table of configuration keys: sources, checks and documentation of their values. Start at
 * {@link dev.arena.cli.config.ConfigTable}; the scorer's keys are in {@code
 * dev.arena.streamer.config.StreamerKeys}.
 */
@NullMarked
package dev.arena.cli.config;

import org.jspecify.annotations.NullMarked;
