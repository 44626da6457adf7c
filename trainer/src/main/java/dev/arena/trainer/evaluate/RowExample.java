package dev.arena.trainer.evaluate;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A row worth looking at. Its texts are left out of JSON.
 *
 * @param line in its file
 * @param voted the vote
 * @param predicted by the model
 * @param compared what the first model predicted, where two are compared
 * @param excerpt the beginnings of the texts
 */
public record RowExample(
    long line,
    Outcome voted,
    Probabilities predicted,
    @Nullable Probabilities compared,
    @JsonIgnore Excerpt excerpt) {}
