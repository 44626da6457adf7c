/**
 * From a conversation pair to numbers: the token sequences and the text features that a bundle asks
 * for, the same for training and scoring. Start at {@link dev.arena.models.encode.PairEncoder}.
 */
@NullMarked
package dev.arena.models.encode;

import org.jspecify.annotations.NullMarked;
