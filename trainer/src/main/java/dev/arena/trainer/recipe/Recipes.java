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
import java.util.Optional;

/**
 * Finds a recipe by its name or its file. A file contains lines {@code key = value} and {@code #}
 * comments, like a Java properties file. Keys that it does not set keep their values from the
 * {@code default} recipe. The command line overrides both.
 */
public final class Recipes {
  /** The recipe that is used unless another is named, and that sets every key. */
  public static final String DEFAULT = "default";

  private static final List<String> NAMES = List.of(DEFAULT, "quick", "notebook");

  /** Some editors put this character at the beginning of a file. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private Recipes() {}

  /** Names of the recipes that come with the program. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * Reads a recipe.
   *
   * @param named one of {@link #names()}, or the path of a file
   * @param overrides values by key, as texts, which override the file's
   * @throws UsageException if there are mistakes; its message names all of them
   */
  public static Recipe read(String named, Map<String, String> overrides) {
    List<String> mistakes = new ArrayList<>();
    byte[] bytes = NAMES.contains(named) ? shipped(named) : file(named);
    Map<String, String> values = values(DEFAULT, shipped(DEFAULT), mistakes);
    values.putAll(values(named, bytes, mistakes));
    overrides.forEach(
        (key, text) -> {
          if (isAccepted("--", key, text, mistakes)) {
            values.put(key, text.strip());
          }
        });
    if (!mistakes.isEmpty()) {
      throw new UsageException(String.join(System.lineSeparator(), mistakes));
    }
    List<String> overridden = keyNames().stream().filter(overrides::containsKey).toList();
    return Recipe.of(new Recipe.Origin(named, Sha256.of(List.of(bytes)), values, overridden));
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
          "--recipe %s is neither a recipe nor a file; expected one of %s, or a file (./arena train --print-recipe > FILE writes one).%s"
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

  /**
   * The values that a file sets, in the order of its lines.
   *
   * @param name for messages, before a colon and the line's number
   * @param mistakes receives a sentence for each line that is wrong
   */
  private static Map<String, String> values(String name, byte[] bytes, List<String> mistakes) {
    Map<String, String> values = new LinkedHashMap<>();
    Map<String, Integer> known = new LinkedHashMap<>();
    int number = 0;
    String text = new String(bytes, StandardCharsets.UTF_8);
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
            "%s\"%s\" has no %s; expected key = value, or a comment after #"
                .formatted(at, line, equals < 0 ? "=" : "key before ="));
        continue;
      }
      String value = line.substring(equals + 1).strip();
      Integer before = known.putIfAbsent(key, number);
      if (before != null) {
        mistakes.add("%s%s is already set on line %d; expected it once".formatted(at, key, before));
      } else if (isAccepted(at, key, value, mistakes)) {
        values.put(key, value);
      }
    }
    return values;
  }

  /** Whether the key exists and accepts the text; otherwise adds a mistake. */
  private static boolean isAccepted(
      String before, String name, String text, List<String> mistakes) {
    Optional<RecipeTable.Key<?>> key =
        RecipeTable.keys().stream().filter(known -> known.name().equals(name)).findFirst();
    if (key.isEmpty()) {
      mistakes.add(
          "%sunknown key %s%s (all keys: ./arena train --print-recipe)"
              .formatted(
                  before,
                  name,
                  Spelling.nearest(name, keyNames())
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
                  text.contains("#") ? " (a comment needs its own line)" : ""));
      return false;
    }
    return true;
  }

  private static List<String> keyNames() {
    return RecipeTable.keys().stream().<String>map(RecipeTable.Key::name).toList();
  }
}
