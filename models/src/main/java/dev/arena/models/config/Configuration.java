package dev.arena.models.config;

import dev.arena.schemas.failure.UsageException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The values in force: every one known to its table and of its type. Immutable.
 *
 * <p>{@link #toString()} shows no secrets, so a configuration may be logged.
 */
public final class Configuration {
  private final Map<String, String> texts;
  private final Set<String> referring;
  private final List<String> warnings;

  /**
   * @param referring the keys whose values came from a file or variable that was named in their
   *     place
   */
  Configuration(Map<String, String> texts, Set<String> referring, List<String> warnings) {
    this.texts = Collections.unmodifiableMap(new TreeMap<>(texts));
    this.referring = Set.copyOf(referring);
    this.warnings = List.copyOf(warnings);
  }

  /**
   * The value of a key.
   *
   * @throws UsageException when the key has no default and nobody set it
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
  public <T extends Object> Optional<T> find(ConfigKey<T> key) {
    String text = texts.get(key.name());
    return text == null ? Optional.empty() : Optional.ofNullable(key.type().parse(text));
  }

  /** Whether the value of a key may not be shown. */
  public static boolean isSecret(String name) {
    return SecretNames.isSecret(name);
  }

  /**
   * Everything set under a prefix, names without it: for {@code kafka.} the settings to hand to
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

  /** What deserves a line in the log: variables that look like Arena's and are not. */
  public List<String> warnings() {
    return warnings;
  }

  /** All values by name, in its order, secrets hidden. */
  public Map<String, String> shown() {
    Map<String, String> shown = new TreeMap<>();
    texts.forEach((name, text) -> shown.put(name, shown(name, text)));
    return shown;
  }

  /** As {@link #shown()}. */
  @Override
  public String toString() {
    return shown().entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private String shown(String name, String text) {
    return isSecret(name) || referring.contains(name) ? "(hidden)" : SecretNames.withoutUser(text);
  }
}
