/** Checks the files of a training run as they are read. Start at {@link DataChecks}. */
@NullMarked
package dev.arena.trainer.check;

import org.jspecify.annotations.NullMarked;
