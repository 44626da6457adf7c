/**
 * The {@code up} command: Kafka, a registry, the scorer and the votes service, which run until they
 * are stopped. Start at {@link UpCommand}.
 */
@NullMarked
package dev.arena.local.up;

import org.jspecify.annotations.NullMarked;
