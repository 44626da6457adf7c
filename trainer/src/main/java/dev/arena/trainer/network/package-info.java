/**
 * The BERT encoder as a DJL block whose parameters carry HuggingFace's names, and its weights.
 * Start at {@link PreferenceNetwork}.
 */
@NullMarked
package dev.arena.trainer.network;

import org.jspecify.annotations.NullMarked;
