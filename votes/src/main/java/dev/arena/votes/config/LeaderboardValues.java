package dev.arena.votes.config;

import dev.arena.statistics.rating.RatingAnchor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Parses the values of settings and options that name models of leaderboards. */
public final class LeaderboardValues {
  private LeaderboardValues() {}

  /**
   * A model and its rating, as in {@code gpt-4=1200}.
   *
   * @throws IllegalArgumentException if the text is something else
   */
  public static RatingAnchor anchor(String text) {
    int split = text.lastIndexOf('=');
    if (split < 1) {
      throw new IllegalArgumentException(text + " names no model; expected MODEL=RATING");
    }
    return new RatingAnchor(
        text.substring(0, split).strip(), Double.parseDouble(text.substring(split + 1)));
  }

  /**
   * Names and the models that they stand for, as in {@code gpt4=gpt-4,gpt-4-0314=gpt-4}.
   *
   * @throws IllegalArgumentException if the text is something else, has a name twice, or has an
   *     alias of an alias
   */
  static Map<String, String> aliases(String text) {
    Map<String, String> aliases = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      int split = part.indexOf('=');
      String name = part.substring(0, Math.max(0, split)).strip();
      String model = part.substring(split + 1).strip();
      if (name.isEmpty() || model.isEmpty() || aliases.put(name, model) != null) {
        throw new IllegalArgumentException(part + " is not NAME=MODEL, or its name is there twice");
      }
    }
    requireModels(aliases);
    return Map.copyOf(aliases);
  }

  /**
   * Checks that no name stands for another one that stands for a model.
   *
   * @throws IllegalArgumentException if one does
   */
  public static void requireModels(Map<String, String> aliases) {
    aliases.forEach(
        (name, model) -> {
          if (aliases.containsKey(model)) {
            throw new IllegalArgumentException(
                "%s=%s, and %s stands for %s; expected the name of the model: %s=%s"
                    .formatted(name, model, model, aliases.get(model), name, aliases.get(model)));
          }
        });
  }
}
