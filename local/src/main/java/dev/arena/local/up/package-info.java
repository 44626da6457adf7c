/**
 * The command {@code up}: Kafka, a registry and the scorer, staying up until they are stopped.
 * Start at {@link UpCommand}.
 */
@NullMarked
package dev.arena.local.up;

import org.jspecify.annotations.NullMarked;
