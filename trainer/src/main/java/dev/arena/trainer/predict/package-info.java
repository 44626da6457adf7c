/** Writes the predictions of a file, resumable after interruptions. Start at {@link Prediction}. */
@NullMarked
package dev.arena.trainer.predict;

import org.jspecify.annotations.NullMarked;
