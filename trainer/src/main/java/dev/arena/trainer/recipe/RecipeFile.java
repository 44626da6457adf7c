package dev.arena.trainer.recipe;

import dev.arena.cli.Spelling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lines {@code key = value} with {@code #} comments, as in a Java properties file.
 *
 * @param values text by key, in the order of the lines
 */
record RecipeFile(Map<String, String> values) {

  /** Some editors put it before a text. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /**
   * Reads a file.
   *
   * @param name for messages, before a colon and the line's number
   * @param mistakes gets a sentence for each line that is wrong
   */
  static RecipeFile parse(String name, String text, List<String> mistakes) {
    Map<String, String> values = new LinkedHashMap<>();
    Map<String, Integer> known = new LinkedHashMap<>();
    int number = 0;
    String plain = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    for (String line : plain.lines().map(String::strip).toList()) {
      number++;
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String at = name + ":" + number + ": ";
      int equals = line.indexOf('=');
      String key = equals < 0 ? "" : line.substring(0, equals).strip();
      if (key.isEmpty()) {
        mistakes.add(
            "%s\"%s\" has no %s; expected key = value, or # before it"
                .formatted(at, line, equals < 0 ? "=" : "key before ="));
        continue;
      }
      Integer before = known.putIfAbsent(key, number);
      if (before != null) {
        mistakes.add("%s%s is set in line %d already; expected it once".formatted(at, key, before));
      } else if (check(at, key, line.substring(equals + 1), mistakes)) {
        values.put(key, line.substring(equals + 1).strip());
      }
    }
    return new RecipeFile(values);
  }

  /** Whether the key exists and accepts the text; otherwise one more mistake. */
  static boolean check(String before, String name, String text, List<String> mistakes) {
    Optional<RecipeKey<?>> key = RecipeTable.find(name);
    if (key.isEmpty()) {
      mistakes.add(
          "%sunknown key %s%s (all keys: ./arena train --print-recipe)"
              .formatted(
                  before,
                  name,
                  Spelling.nearest(name, RecipeTable.names())
                      .map(nearest -> ": did you mean " + nearest + "?")
                      .orElse("")));
      return false;
    }
    if (key.get().type().parse(text) == null) {
      mistakes.add(
          "%s%s is \"%s\"; expected %s%s"
              .formatted(
                  before,
                  name,
                  text.strip(),
                  key.get().type().description(),
                  text.contains("#") ? " (a comment needs a line of its own)" : ""));
      return false;
    }
    return true;
  }
}
