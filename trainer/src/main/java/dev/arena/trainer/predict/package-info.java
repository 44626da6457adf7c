/**
 * Writes the predictions for a file, and resumes after interruptions. Start at {@link Prediction}.
 */
@NullMarked
package dev.arena.trainer.predict;

import org.jspecify.annotations.NullMarked;
