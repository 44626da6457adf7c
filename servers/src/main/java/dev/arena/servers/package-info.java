/**
 * A Kafka broker and a schema registry as child processes of this one. Start at {@link LocalKafka}
 * and {@link LocalRegistry}; {@link ParentWatchdog} is why no child outlives its parent.
 */
@NullMarked
package dev.arena.servers;

import org.jspecify.annotations.NullMarked;
