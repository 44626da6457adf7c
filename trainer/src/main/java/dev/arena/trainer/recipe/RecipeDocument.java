package dev.arena.trainer.recipe;

import dev.arena.trainer.recipe.RecipeKey.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The keys as people read them: a recipe file with a sentence for each, and a page of the
 * documentation.
 */
final class RecipeDocument {
  private static final int WIDTH = 110;

  private final Map<String, String> values;

  /**
   * @param values text of every key
   */
  RecipeDocument(Map<String, String> values) {
    this.values = values;
  }

  /** A recipe file that sets every key. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (Group group : Group.values()) {
      text.append(text.isEmpty() ? "" : "\n").append("# --- ").append(group.title()).append("\n");
      for (RecipeKey<?> key : keys(group)) {
        String comment = "%s (%s)".formatted(key.sentence(), key.accepts());
        text.append('\n');
        wrapped(comment).forEach(line -> text.append("# ").append(line).append('\n'));
        text.append("%s = %s\n".formatted(key.name(), values.get(key.name())));
      }
    }
    return text.toString();
  }

  /** The page {@code docs/reference/recipes.md}. */
  static String markdown() {
    Map<String, String> defaults = Recipes.read(Recipes.DEFAULT, Map.of()).origin().values();
    StringBuilder page =
        new StringBuilder(
            """
            # Recipes

            A recipe is a file of lines `key = value` that says how `./arena train` trains. Three come with the program:
            `default`, `quick` and `notebook`; `--recipe NAME` or `--recipe FILE` selects another. A key that
            a recipe does not set is as in `default`, and every key is also an option: `--batch 8` overrides any file.
            `./arena train --print-recipe` prints the recipe that would be used, as a file to edit. This page is generated
            from the table in the code; a test compares them.
            """);
    for (Group group : Group.values()) {
      page.append("\n## %s\n\n".formatted(group.title()));
      page.append("| key | default | accepts | meaning |\n|---|---|---|---|\n");
      for (RecipeKey<?> key : keys(group)) {
        page.append(
            "| `%s` | `%s` | %s | %s |\n"
                .formatted(key.name(), defaults.get(key.name()), key.accepts(), key.sentence()));
      }
    }
    for (String name : Recipes.names()) {
      if (!name.equals(Recipes.DEFAULT)) {
        page.append(
            "\n## Recipe `%s`\n\n```properties\n%s```\n".formatted(name, Recipes.text(name)));
      }
    }
    return page.toString();
  }

  private static List<RecipeKey<?>> keys(Group group) {
    List<RecipeKey<?>> keys = new ArrayList<>(RecipeTable.keys());
    keys.removeIf(key -> key.group() != group);
    return keys;
  }

  private static List<String> wrapped(String sentence) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : sentence.split(" ", -1)) {
      if (line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
