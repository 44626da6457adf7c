/**
 * The operators' view of a service: health, metrics, information, the HTTP server that shows these,
 * and the log. Start at {@link dev.arena.kafka.operations.OperationsServer}; {@link
 * dev.arena.kafka.operations.MetricDescription} describes a metric.
 */
@NullMarked
package dev.arena.kafka.operations;

import org.jspecify.annotations.NullMarked;
