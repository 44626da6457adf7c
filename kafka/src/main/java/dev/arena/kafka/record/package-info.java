/**
 * How the records of a topic are read: the registry and its schemas, bytes to values, and the gate
 * at which a record that cannot be read becomes a dead letter. Start at {@link
 * dev.arena.kafka.record.CheckedDeserializer}.
 */
@NullMarked
package dev.arena.kafka.record;

import org.jspecify.annotations.NullMarked;
