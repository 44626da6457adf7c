/**
 * The scoring library, which computes, for a conversation pair, the probabilities that A wins, that
 * B wins, and that there is a tie.
 */
@NullMarked
package dev.arena.models;

import org.jspecify.annotations.NullMarked;
