/**
 * The records on Arena's topics, generated from {@code src/main/avro}: {@link ConversationPair},
 * its {@link Turn}s, and {@link Preference}. Generated code makes no promise about null: fields
 * that are unions with null in the schema may be null.
 */
@NullUnmarked
package dev.arena.schemas;

import org.jspecify.annotations.NullUnmarked;
