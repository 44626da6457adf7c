/**
 * What operators see: health, metrics, what scores, the HTTP server that shows these, and the log.
 * Start at {@link dev.arena.streamer.operations.OperationsServer}; the metrics are declared in
 * {@link dev.arena.streamer.operations.Metric}.
 */
@NullMarked
package dev.arena.streamer.operations;

import org.jspecify.annotations.NullMarked;
