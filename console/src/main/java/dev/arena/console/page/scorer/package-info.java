/** The page of scorers. Start at {@link dev.arena.console.page.scorer.ScorerPage}. */
@NullMarked
package dev.arena.console.page.scorer;

import org.jspecify.annotations.NullMarked;
