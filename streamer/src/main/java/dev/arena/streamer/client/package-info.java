/**
 * How a command that only reads or writes topics reaches a cluster and its schema registry. Start
 * at {@link dev.arena.streamer.client.Connection}.
 */
@NullMarked
package dev.arena.streamer.client;

import org.jspecify.annotations.NullMarked;
