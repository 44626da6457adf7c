/**
 * Writes the predictions of a file, however often that is interrupted. Start at {@link Prediction}.
 */
@NullMarked
package dev.arena.trainer.predict;

import org.jspecify.annotations.NullMarked;
