/**
 * Facts about the texts of a pair, for consumers that do not read the texts. Start at {@link
 * dev.arena.models.facts.PairFactsReader}.
 */
@NullMarked
package dev.arena.models.facts;

import org.jspecify.annotations.NullMarked;
