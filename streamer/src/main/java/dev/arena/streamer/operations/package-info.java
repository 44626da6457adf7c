/**
 * The operators' view: health, metrics, the model, the HTTP server that shows these, and the log.
 * Start at {@link dev.arena.streamer.operations.OperationsServer}; {@link
 * dev.arena.streamer.operations.Metric} declares the metrics.
 */
@NullMarked
package dev.arena.streamer.operations;

import org.jspecify.annotations.NullMarked;
