/**
 * The settings of a training run, as files, command-line options and records. Start at {@link
 * Recipes}; the keys are in {@link RecipeTable}.
 */
@NullMarked
package dev.arena.trainer.recipe;

import org.jspecify.annotations.NullMarked;
