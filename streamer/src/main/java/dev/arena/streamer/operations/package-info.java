/**
 * The scorer's metrics, and what it shows about its model. Start at {@link
 * dev.arena.streamer.operations.Metric}, which declares the metrics; the server that shows them is
 * in {@link dev.arena.kafka.operations}.
 */
@NullMarked
package dev.arena.streamer.operations;

import org.jspecify.annotations.NullMarked;
