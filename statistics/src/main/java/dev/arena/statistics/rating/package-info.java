/**
 * Ratings of models from battles: Bradley-Terry and Davidson models, with or without style control,
 * with intervals and rank ranges. The same battles give the same board bit for bit, in whatever
 * order they come. Start at {@link dev.arena.statistics.rating.RatingBoard}.
 */
@NullMarked
package dev.arena.statistics.rating;

import org.jspecify.annotations.NullMarked;
