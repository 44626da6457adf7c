package dev.arena.cli.config;

import dev.arena.schemas.failure.UsageException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The resolved configuration, whose values are all known and have the right type. Immutable.
 *
 * <p>{@link #toString()} shows no secrets, so a configuration may be logged.
 */
public final class Configuration {
  private final Map<String, String> texts;
  private final Map<ConfigKey<?>, Object> values;
  private final Set<String> hidden;
  private final List<String> warnings;

  /**
   * @param texts all values as written, by name
   * @param values values of the table's keys, each parsed by its key's type
   * @param hidden names whose values are not shown
   */
  Configuration(
      Map<String, String> texts,
      Map<ConfigKey<?>, Object> values,
      Set<String> hidden,
      List<String> warnings) {
    this.texts = Collections.unmodifiableMap(new TreeMap<>(texts));
    this.values = Map.copyOf(values);
    this.hidden = Set.copyOf(hidden);
    this.warnings = List.copyOf(warnings);
  }

  /**
   * The value of a key.
   *
   * @throws UsageException if the key has no default and is not set
   */
  public <T extends Object> T get(ConfigKey<T> key) {
    return find(key)
        .orElseThrow(
            () ->
                new UsageException(
                    "%s is not set; expected %s. Pass --set %s=..., or set %s."
                        .formatted(
                            key.name(), key.type().description(), key.name(), key.variable())));
  }

  /** The value of a key that may be unset. */
  @SuppressWarnings("unchecked") // the value of a key was parsed by this key's own type
  public <T extends Object> Optional<T> find(ConfigKey<T> key) {
    return Optional.ofNullable((T) values.get(key));
  }

  /**
   * All values under a prefix, with names without the prefix: {@code kafka.} gives the settings for
   * Kafka's clients.
   */
  public Map<String, String> under(String prefix) {
    Map<String, String> found = new TreeMap<>();
    texts.forEach(
        (name, text) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), text);
          }
        });
    return found;
  }

  /** Warnings to log: variables that look like Arena's but are not. */
  public List<String> warnings() {
    return warnings;
  }

  /** All values, ordered by name, with secrets hidden. */
  public Map<String, String> shown() {
    Map<String, String> shown = new TreeMap<>();
    texts.forEach((name, text) -> shown.put(name, shown(name, text)));
    return shown;
  }

  /** Like {@link #shown()}. */
  @Override
  public String toString() {
    return shown().entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private String shown(String name, String text) {
    return hidden.contains(name) ? "(hidden)" : Secrets.withoutUser(name, text);
  }
}
