/**
 * Soft labels: probabilities that a teacher, such as a larger model or a judge, gives to the
 * training pairs. Start at {@link Teachers}.
 */
@NullMarked
package dev.arena.trainer.teacher;

import org.jspecify.annotations.NullMarked;
