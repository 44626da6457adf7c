/**
 * Arena's records as bytes on a topic, in the form that Confluent's clients and a schema registry
 * share: magic byte 0, the schema's id in four bytes, the Avro body. Start at {@link ArenaSerdes}.
 */
@NullMarked
package dev.arena.schemas.serde;

import org.jspecify.annotations.NullMarked;
