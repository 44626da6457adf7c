/** Kafka, a schema registry and the scorer together on one machine. */
@NullMarked
package dev.arena.local;

import org.jspecify.annotations.NullMarked;
