package dev.arena.cli.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A type of configuration value: a description for users, and a parser that rejects other values.
 *
 * @param <T> the type of a parsed value
 */
public final class ConfigType<T extends Object> {
  private static final int HIGHEST_PORT = 65_535;
  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

  private final String description;

  /** Returns null, or throws an {@link IllegalArgumentException}, for a text of another type. */
  private final Function<String, @Nullable T> parser;

  private ConfigType(String description, Function<String, @Nullable T> parser) {
    this.description = description;
    this.parser = parser;
  }

  /** Any text that is not blank. */
  public static ConfigType<String> text() {
    return new ConfigType<>("text", text -> text);
  }

  /**
   * Text of a given form.
   *
   * @param description the form, as a phrase that follows "expected"
   */
  public static ConfigType<String> text(String description, Pattern form) {
    return new ConfigType<>(description, text -> form.matcher(text).matches() ? text : null);
  }

  /**
   * The values that a parser accepts.
   *
   * @param description the values, as a phrase that follows "expected"
   * @param parser throws an {@link IllegalArgumentException} for every other text
   */
  public static <T extends Object> ConfigType<T> parsed(
      String description, Function<String, T> parser) {
    return new ConfigType<>(description, parser);
  }

  /** One constant of an enumeration, by its name in lower case. */
  public static <E extends Enum<E>> ConfigType<E> oneOf(Class<E> choices) {
    Map<String, E> allowed = new LinkedHashMap<>();
    for (E choice : choices.getEnumConstants()) {
      allowed.put(choice.name().toLowerCase(Locale.ROOT), choice);
    }
    return new ConfigType<>(String.join(", ", allowed.keySet()), allowed::get);
  }

  /** A file or a folder, which need not exist yet. */
  public static ConfigType<Path> path() {
    return new ConfigType<>("path", Path::of);
  }

  /** A whole number in a range, including both ends. */
  public static ConfigType<Integer> integer(int least, int most) {
    return new ConfigType<>(
        "whole number, %d to %d".formatted(least, most),
        text -> {
          int number = Integer.parseInt(text);
          return number < least || number > most ? null : number;
        });
  }

  /** {@code true} or {@code false}. */
  public static ConfigType<Boolean> truth() {
    return new ConfigType<>(
        "true or false",
        text ->
            switch (text) {
              case "true" -> Boolean.TRUE;
              case "false" -> Boolean.FALSE;
              default -> null;
            });
  }

  /** One of a few words. */
  public static ConfigType<String> oneOf(String... words) {
    List<String> allowed = List.of(words);
    return new ConfigType<>(
        String.join(", ", allowed), text -> allowed.contains(text) ? text : null);
  }

  /**
   * One or more values, separated by commas, none of them twice.
   *
   * @param values the type of each
   */
  public static <T extends Object> ConfigType<List<T>> list(ConfigType<T> values) {
    return new ConfigType<>(
        "comma-separated list, each a " + values.description(),
        text -> {
          List<T> parsed = new ArrayList<>();
          for (String part : text.split(",", -1)) {
            T value = values.parse(part);
            if (value == null || parsed.contains(value)) {
              return null;
            }
            parsed.add(value);
          }
          return List.copyOf(parsed);
        });
  }

  /** A TCP port, 0 for any free port, or {@code off}, which parses to an empty value. */
  public static ConfigType<OptionalInt> portOrOff() {
    return new ConfigType<>(
        "port (0 for any free port), or off",
        text -> {
          if (text.equals("off")) {
            return OptionalInt.empty();
          }
          Integer port = integer(0, HIGHEST_PORT).parse(text);
          return port == null ? null : OptionalInt.of(port);
        });
  }

  /** A duration with its unit, such as {@code 10 s}. */
  public static ConfigType<Duration> duration() {
    return new ConfigType<>(
        "duration, such as 500 ms, 10 s, 2 m, 30 d", ConfigType::durationOrNull);
  }

  /** Like {@link #duration}, but at least 100 ms. */
  public static ConfigType<Duration> interval() {
    return new ConfigType<>(
        "duration of 100 ms or longer, such as 10 s", ConfigType::intervalOrNull);
  }

  /** Like {@link #interval}, or {@code off}, which parses to an empty value. */
  public static ConfigType<Optional<Duration>> intervalOrOff() {
    return new ConfigType<>(
        "duration of 100 ms or longer, such as 10 s, or off",
        text -> {
          if (text.equals("off")) {
            return Optional.empty();
          }
          Duration interval = intervalOrNull(text);
          return interval == null ? null : Optional.of(interval);
        });
  }

  /** The accepted values, as a phrase that follows "expected". */
  public String description() {
    return description;
  }

  /** The value, or null when the text is not of this type. */
  public @Nullable T parse(String text) {
    String stripped = text.strip();
    try {
      return stripped.isEmpty() ? null : parser.apply(stripped);
    } catch (IllegalArgumentException refused) {
      return null;
    }
  }

  private static @Nullable Duration intervalOrNull(String text) {
    Duration duration = durationOrNull(text);
    return duration == null || duration.compareTo(SHORTEST_INTERVAL) < 0 ? null : duration;
  }

  private static @Nullable Duration durationOrNull(String text) {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    long count = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }
}
