/** What the join and the readers of battles share: their keys, and how records are stored. */
@NullMarked
package dev.arena.votes.battle;

import org.jspecify.annotations.NullMarked;
