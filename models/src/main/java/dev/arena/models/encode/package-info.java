/**
 * Encodes conversation pairs as the token sequences and text features of a bundle, in the same way
 * for training and scoring. Start at {@link dev.arena.models.encode.PairEncoder}.
 */
@NullMarked
package dev.arena.models.encode;

import org.jspecify.annotations.NullMarked;
