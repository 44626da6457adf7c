package dev.arena.trainer.recipe;

import dev.arena.cli.Spelling;
import dev.arena.models.bundle.Sha256;
import dev.arena.schemas.failure.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds a recipe by its name or its file. A key that it does not set has the value of the recipe
 * {@code default}; the command line goes before both.
 */
public final class Recipes {
  /** The recipe that is used unless another is named, and that sets every key. */
  public static final String DEFAULT = "default";

  private static final List<String> NAMES = List.of(DEFAULT, "quick", "notebook");

  private Recipes() {}

  /** Names of the recipes that come with the program. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * Reads a recipe.
   *
   * @param named a name of {@link #names()}, or the path of a file
   * @param overrides texts by key that go before the file's
   * @throws UsageException naming every mistake at once
   */
  public static Recipe read(String named, Map<String, String> overrides) {
    List<String> mistakes = new ArrayList<>();
    byte[] bytes = NAMES.contains(named) ? shipped(named) : file(named);
    Map<String, String> values = new LinkedHashMap<>(values(DEFAULT, shipped(DEFAULT), mistakes));
    values.putAll(values(named, bytes, mistakes));
    overrides.forEach(
        (key, text) -> {
          if (RecipeFile.check("--", key, text, mistakes)) {
            values.put(key, text.strip());
          }
        });
    if (!mistakes.isEmpty()) {
      throw new UsageException(String.join(System.lineSeparator(), mistakes));
    }
    List<String> overridden = RecipeTable.names().stream().filter(overrides::containsKey).toList();
    return Recipe.of(new Recipe.Origin(named, Sha256.of(List.of(bytes)), values, overridden));
  }

  /** The text of a recipe that comes with the program. */
  static String text(String name) {
    return new String(shipped(name), StandardCharsets.UTF_8);
  }

  private static Map<String, String> values(String name, byte[] bytes, List<String> mistakes) {
    return RecipeFile.parse(name, new String(bytes, StandardCharsets.UTF_8), mistakes).values();
  }

  private static byte[] shipped(String name) {
    try (InputStream in = Recipes.class.getResourceAsStream("/recipes/" + name + ".properties")) {
      if (in == null) {
        throw new IllegalStateException("the program comes without its recipe " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("reading recipe " + name, e);
    }
  }

  private static byte[] file(String named) {
    Path path = Path.of(named);
    if (!Files.isRegularFile(path)) {
      throw new UsageException(
          "--recipe %s is no recipe and no file; expected one of %s, or a file (./arena train --print-recipe > FILE writes one).%s"
              .formatted(
                  named,
                  String.join(", ", NAMES),
                  Spelling.nearest(named, NAMES)
                      .map(name -> " Did you mean " + name + "?")
                      .orElse("")));
    }
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException("reading the recipe " + named, e);
    }
  }
}
