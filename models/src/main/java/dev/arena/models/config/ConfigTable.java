package dev.arena.models.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All keys of one program, and the prefixes whose keys it hands on without looking at them.
 *
 * <p>Immutable. Values come from the command line, the environment, a file and the defaults, in
 * this order; see {@link #resolve(ConfigSources)}.
 */
public final class ConfigTable {
  private final Map<String, ConfigKey<?>> keys;
  private final Map<String, String> passThrough;

  private ConfigTable(Map<String, ConfigKey<?>> keys, Map<String, String> passThrough) {
    this.keys = keys;
    this.passThrough = passThrough;
  }

  /** A table of these keys, in the order in which they are documented. */
  public static ConfigTable of(List<ConfigKey<?>> keys) {
    Map<String, ConfigKey<?>> byName = new LinkedHashMap<>();
    for (ConfigKey<?> key : keys) {
      if (byName.put(key.name(), key) != null) {
        throw new IllegalArgumentException("key " + key.name() + " stands twice in the table");
      }
    }
    return new ConfigTable(byName, Map.of());
  }

  /** This table with more keys behind its own. */
  public ConfigTable with(List<ConfigKey<?>> more) {
    List<ConfigKey<?>> all = new ArrayList<>(keys.values());
    all.addAll(more);
    return new ConfigTable(of(all).keys, passThrough);
  }

  /**
   * This table, also accepting every key that begins with {@code prefix}.
   *
   * @param prefix words, each with its dot, such as {@code kafka.}
   * @param sentence where those keys go, for the documentation
   */
  public ConfigTable passingThrough(String prefix, String sentence) {
    Map<String, String> prefixes = new LinkedHashMap<>(passThrough);
    prefixes.put(prefix, sentence);
    return new ConfigTable(keys, prefixes);
  }

  /**
   * The configuration that these sources give.
   *
   * @throws dev.arena.schemas.failure.UsageException naming every mistake in the sources at once
   */
  public Configuration resolve(ConfigSources sources) {
    return new ConfigResolution(this, sources).resolve();
  }

  /** All keys, in the order in which they are documented. */
  public List<ConfigKey<?>> keys() {
    return List.copyOf(keys.values());
  }

  /** The prefixes whose keys are handed on, each with its sentence. */
  public Map<String, String> passThrough() {
    return Map.copyOf(passThrough);
  }

  Set<String> names() {
    return keys.keySet();
  }

  Optional<ConfigKey<?>> find(String name) {
    return Optional.ofNullable(keys.get(name));
  }

  boolean passesThrough(String name) {
    return passThrough.keySet().stream()
        .anyMatch(prefix -> name.startsWith(prefix) && name.length() > prefix.length());
  }
}
