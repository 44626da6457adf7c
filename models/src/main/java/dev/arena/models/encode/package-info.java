/**
 * The encoding of conversation pairs as the token sequences and text features of a bundle, which is
 * the same for training and scoring. Start at {@link dev.arena.models.encode.PairEncoder}.
 */
@NullMarked
package dev.arena.models.encode;

import org.jspecify.annotations.NullMarked;
