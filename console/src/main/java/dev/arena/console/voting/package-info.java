/**
 * Votes of people on pairs whose models they do not see. Start at {@link
 * dev.arena.console.voting.Voting}.
 */
@NullMarked
package dev.arena.console.voting;

import org.jspecify.annotations.NullMarked;
