/**
 * The scoring library: computes the probabilities that A wins, B wins, or there is a tie, for a
 * conversation pair.
 */
@NullMarked
package dev.arena.models;

import org.jspecify.annotations.NullMarked;
