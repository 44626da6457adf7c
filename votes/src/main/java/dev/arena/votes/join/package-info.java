/**
 * The path of a vote: joined with what each scorer predicted for its pair, it becomes a battle. The
 * table of what happens to which vote is in docs/reference/votes.md. Start at {@link
 * dev.arena.votes.join.JoinTopology}.
 */
@NullMarked
package dev.arena.votes.join;

import org.jspecify.annotations.NullMarked;
