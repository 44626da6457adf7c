/**
 * A Kafka broker, a schema registry and a scorer as child processes. Start at {@link LocalKafka}
 * and {@link LocalRegistry}; because of {@link ParentWatchdog}, no child outlives its parent.
 */
@NullMarked
package dev.arena.servers;

import org.jspecify.annotations.NullMarked;
