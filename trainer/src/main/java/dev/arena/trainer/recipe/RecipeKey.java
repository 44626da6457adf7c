package dev.arena.trainer.recipe;

import dev.arena.cli.config.ConfigType;

/**
 * A key of a recipe: its name, accepted values and meaning.
 *
 * @param name lower case with dashes; the command-line option without its two dashes
 * @param type the accepted values
 * @param sentence what the key does
 * @param <T> the type of the parsed value
 */
public record RecipeKey<T extends Object>(String name, ConfigType<T> type, String sentence) {

  /** Whether two texts are the same value, as {@code 3e-5} and {@code 0.00003} are. */
  public boolean isSame(String one, String other) {
    T value = type.parse(one);
    return value != null && value.equals(type.parse(other));
  }
}
