package dev.arena.trainer.teacher;

import dev.arena.models.Probabilities;

/**
 * A teacher's probabilities for a pair.
 *
 * @param teacher index of the teacher
 * @param probabilities as the teacher gave them
 */
public record SoftLabel(int teacher, Probabilities probabilities) {}
