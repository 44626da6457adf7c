/**
 * The endpoints of the scoring API, and the model behind them. Start at {@link
 * dev.arena.console.api.ScoringApi}.
 */
@NullMarked
package dev.arena.console.api;

import org.jspecify.annotations.NullMarked;
