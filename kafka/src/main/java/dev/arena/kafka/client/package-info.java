/**
 * How a command that only reads or writes topics reaches a cluster and its schema registry. Start
 * at {@link dev.arena.kafka.client.Connection}.
 */
@NullMarked
package dev.arena.kafka.client;

import org.jspecify.annotations.NullMarked;
