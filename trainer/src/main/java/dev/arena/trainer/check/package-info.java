/**
 * What the files of a training hold, looked at while they are read. Start at {@link DataChecks}.
 */
@NullMarked
package dev.arena.trainer.check;

import org.jspecify.annotations.NullMarked;


