/** The health of a service: its checks and their results. */
@NullMarked
package dev.arena.kafka.health;

import org.jspecify.annotations.NullMarked;
