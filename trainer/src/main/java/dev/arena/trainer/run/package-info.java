/** From votes to a bundle: the story of one training run. Start at {@link TrainingRun}. */
@NullMarked
package dev.arena.trainer.run;

import org.jspecify.annotations.NullMarked;
