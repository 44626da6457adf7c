/**
 * Which format a file of pairs has. Start at {@link dev.arena.schemas.format.PairFormat}, by which
 * a file of any of them is opened.
 */
@NullMarked
package dev.arena.schemas.format;

import org.jspecify.annotations.NullMarked;
