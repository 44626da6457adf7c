/**
 * The serialisation of Arena's records in Confluent's wire format for schema registries: magic byte
 * 0, the schema's id in four bytes, and the Avro body. Start at {@link ArenaSerdes}.
 */
@NullMarked
package dev.arena.schemas.serde;

import org.jspecify.annotations.NullMarked;
