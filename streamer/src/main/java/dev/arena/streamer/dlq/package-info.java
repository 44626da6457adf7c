/**
 * The commands for handling dead letters: list them, show one, send them again. Start at {@link
 * dev.arena.streamer.dlq.DlqCommand}.
 */
@NullMarked
package dev.arena.streamer.dlq;

import org.jspecify.annotations.NullMarked;
