/** One training run, from the votes to the bundle. Start at {@link TrainingRun}. */
@NullMarked
package dev.arena.trainer.run;

import org.jspecify.annotations.NullMarked;
