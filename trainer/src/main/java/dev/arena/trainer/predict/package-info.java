/**
 * Writes the predictions of a file, and resumes after interruptions. Start at {@link Prediction}.
 */
@NullMarked
package dev.arena.trainer.predict;

import org.jspecify.annotations.NullMarked;
