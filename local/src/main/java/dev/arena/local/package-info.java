/** The commands that run Kafka, a schema registry and the scorer on one machine. */
@NullMarked
package dev.arena.local;

import org.jspecify.annotations.NullMarked;
