/**
 * The scoring library: from a conversation pair to the probabilities that A wins, that B wins, and
 * of a tie.
 */
@NullMarked
package dev.arena.models;

import org.jspecify.annotations.NullMarked;
