/**
 * The BERT encoder as a DJL block whose parameters have Hugging Face's names, and its weights.
 * Start at {@link PreferenceNetwork}.
 */
@NullMarked
package dev.arena.trainer.network;

import org.jspecify.annotations.NullMarked;
