package dev.arena.kafka.config;

import dev.arena.cli.config.PassThroughKeys;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The keys that {@link ConfigDef}s of Kafka's or Confluent's classes declare, with types and
 * ranges, and prefixes whose keys only a plug-in knows. One thread fills it; then it is safe for
 * use by many.
 */
final class DeclaredKeys implements PassThroughKeys {
  /** The start of a {@code config.providers} reference; Kafka resolves such a value. */
  private static final String REFERENCE = "${";

  private final String hint;
  private final List<String> open;
  private final Map<String, List<ConfigDef.ConfigKey>> keys = new HashMap<>();

  /**
   * @param hint what to do with a key that is unknown
   * @param open prefixes under which every key is accepted
   */
  DeclaredKeys(String hint, List<String> open) {
    this.hint = hint;
    this.open = List.copyOf(open);
  }

  /**
   * Adds a definition's keys. If several declare a name, a value that any of them accepts is valid.
   */
  DeclaredKeys with(String prefix, ConfigDef definition) {
    definition
        .configKeys()
        .forEach(
            (name, key) ->
                keys.computeIfAbsent(prefix + name, first -> new ArrayList<>()).add(key));
    return this;
  }

  /** Adds names whose values are not checked. */
  DeclaredKeys with(String prefix, Collection<String> names) {
    names.forEach(name -> keys.putIfAbsent(prefix + name, new ArrayList<>()));
    return this;
  }

  /** Removes a name for which Arena has its own key. */
  DeclaredKeys without(String name) {
    keys.remove(name);
    return this;
  }

  @Override
  public boolean isKnown(String name) {
    return keys.containsKey(name)
        || open.stream().anyMatch(p -> name.startsWith(p) && name.length() > p.length());
  }

  @Override
  public Collection<String> names() {
    return keys.keySet();
  }

  @Override
  public String hint() {
    return hint;
  }

  @Override
  public @Nullable String expected(String name, String value) {
    List<ConfigDef.ConfigKey> declared = keys.getOrDefault(name, List.of());
    if (declared.isEmpty()
        || value.contains(REFERENCE)
        || declared.stream().anyMatch(key -> accepts(key, value))) {
      return null;
    }
    return describe(declared.get(0));
  }

  @Override
  public boolean isSecret(String name) {
    return keys.getOrDefault(name, List.of()).stream()
        .anyMatch(key -> key.type == ConfigDef.Type.PASSWORD);
  }

  private static boolean accepts(ConfigDef.ConfigKey key, String value) {
    try {
      Object parsed = ConfigDef.parseType(key.name, value, key.type);
      if (key.validator != null) {
        key.validator.ensureValid(key.name, parsed);
      }
      return true;
    } catch (ConfigException refused) {
      return false;
    }
  }

  private static String describe(ConfigDef.ConfigKey key) {
    String type =
        switch (key.type) {
          case BOOLEAN -> "true or false";
          case INT, SHORT, LONG -> "a whole number";
          case DOUBLE -> "a number";
          case LIST -> "a list separated by commas";
          case CLASS -> "the name of a class on the class path";
          case STRING, PASSWORD -> "text";
        };
    String range = key.validator == null ? "" : key.validator.toString();
    // a validator without a description has Java's default one
    return range.isEmpty() || range.contains("@") || range.contains("$$")
        ? type
        : type + ": " + range.toString().replaceFirst("^\\(case insensitive\\) ", "one of ");
  }
}
