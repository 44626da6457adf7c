/**
 * The commands that run Kafka, a schema registry, the scorer and the votes service on one machine.
 */
@NullMarked
package dev.arena.local;

import org.jspecify.annotations.NullMarked;
