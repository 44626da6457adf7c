/**
 * File formats of conversation pairs. Start at {@link dev.arena.schemas.format.PairFormat}, which
 * opens a file of any format.
 */
@NullMarked
package dev.arena.schemas.format;

import org.jspecify.annotations.NullMarked;
