package dev.arena.cli.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All configuration keys of one program, and the prefixes whose keys it passes to libraries.
 *
 * <p>Immutable. Values come from the command line, the environment, a file and the defaults,
 * highest priority first; see {@link #resolve(ConfigSources)}.
 */
public final class ConfigTable {
  private final Map<String, ConfigKey<?>> keys;
  private final Map<String, Prefix> passThrough;

  private ConfigTable(Map<String, ConfigKey<?>> keys, Map<String, Prefix> passThrough) {
    this.keys = keys;
    this.passThrough = passThrough;
  }

  /**
   * A prefix whose keys are passed to a library.
   *
   * @param sentence where its keys go
   * @param keys what the library knows about them
   */
  private record Prefix(String sentence, PassThroughKeys keys) {}

  /** A table of these keys, in documentation order. */
  public static ConfigTable of(List<ConfigKey<?>> keys) {
    Map<String, ConfigKey<?>> byName = new LinkedHashMap<>();
    for (ConfigKey<?> key : keys) {
      if (byName.put(key.name(), key) != null) {
        throw new IllegalArgumentException("key " + key.name() + " is in the table twice");
      }
    }
    return new ConfigTable(byName, Map.of());
  }

  /** This table with more keys after its own. */
  public ConfigTable with(List<ConfigKey<?>> more) {
    List<ConfigKey<?>> all = new ArrayList<>(keys.values());
    all.addAll(more);
    return new ConfigTable(of(all).keys, passThrough);
  }

  /**
   * This table, which also accepts every key that begins with {@code prefix}.
   *
   * @param prefix words, each followed by a dot, such as {@code arena.ort.cuda.}
   * @param sentence where those keys go, for the documentation
   */
  public ConfigTable passingThrough(String prefix, String sentence) {
    return passingThrough(prefix, sentence, new PassThroughKeys() {});
  }

  /**
   * This table, which also accepts known keys that begin with {@code prefix}.
   *
   * @param prefix words, each followed by a dot, such as {@code kafka.}
   * @param sentence where those keys go, for the documentation
   * @param known the keys that the library knows, by full name
   */
  public ConfigTable passingThrough(String prefix, String sentence, PassThroughKeys known) {
    Map<String, Prefix> prefixes = new LinkedHashMap<>(passThrough);
    prefixes.put(prefix, new Prefix(sentence, known));
    return new ConfigTable(keys, prefixes);
  }

  /**
   * Resolves the configuration from these sources.
   *
   * @throws dev.arena.schemas.failure.UsageException if the sources contain mistakes; the message
   *     names all of them
   */
  public Configuration resolve(ConfigSources sources) {
    return new ConfigResolution(this, sources).resolve();
  }

  /** All keys, in documentation order. */
  public List<ConfigKey<?>> keys() {
    return List.copyOf(keys.values());
  }

  /** The prefixes whose keys are passed on, each with its sentence. */
  public Map<String, String> passThrough() {
    Map<String, String> sentences = new LinkedHashMap<>();
    passThrough.forEach((prefix, entry) -> sentences.put(prefix, entry.sentence()));
    return sentences;
  }

  Set<String> names() {
    return keys.keySet();
  }

  Optional<ConfigKey<?>> find(String name) {
    return Optional.ofNullable(keys.get(name));
  }

  /** The library that receives keys with this name's prefix; null if there is none. */
  @Nullable PassThroughKeys libraryOf(String name) {
    return passThrough.entrySet().stream()
        .filter(e -> name.startsWith(e.getKey()) && name.length() > e.getKey().length())
        .map(e -> e.getValue().keys())
        .findFirst()
        .orElse(null);
  }

  /** Whether the value of a key must never be shown. */
  boolean isSecret(String name) {
    PassThroughKeys library = libraryOf(name);
    return (library != null && library.isSecret(name)) || Secrets.soundsSecret(name);
  }
}
