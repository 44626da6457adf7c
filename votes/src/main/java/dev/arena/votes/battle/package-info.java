/** The keys of battles, which the join writes and the evaluation reads. */
@NullMarked
package dev.arena.votes.battle;

import org.jspecify.annotations.NullMarked;
