/** Withdraws all votes of a voter. Start at {@link dev.arena.votes.forget.ForgetCommand}. */
@NullMarked
package dev.arena.votes.forget;

import org.jspecify.annotations.NullMarked;
