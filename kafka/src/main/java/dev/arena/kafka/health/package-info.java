/** Whether a service is well: what is checked, and what was found. */
@NullMarked
package dev.arena.kafka.health;

import org.jspecify.annotations.NullMarked;
