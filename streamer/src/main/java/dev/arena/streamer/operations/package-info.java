/**
 * What operators see: health, metrics, and the HTTP server that shows both. Start at {@link
 * dev.arena.streamer.operations.OperationsServer}; the metrics are declared in {@link
 * dev.arena.streamer.operations.Metric}.
 */
@NullMarked
package dev.arena.streamer.operations;

import org.jspecify.annotations.NullMarked;
