/**
 * The records on Arena's topics, generated from {@code src/main/avro}: {@link ConversationPair} and
 * its {@link Turn}s, {@link Preference} and its {@link PairFacts}, {@link Vote}, {@link Battle},
 * {@link LiveEvaluation} with its {@link ScorerComparison}s, and {@link Leaderboard}. Generated
 * code makes no promise about null: fields that are unions with null in the schema may be null.
 */
@NullUnmarked
package dev.arena.schemas;

import org.jspecify.annotations.NullUnmarked;
