package dev.arena.cli.config;

import org.jspecify.annotations.Nullable;

/**
 * A configuration key: its name, accepted values and meaning.
 *
 * @param name dotted and lower case, such as {@code arena.batch.tokens}
 * @param type the accepted values
 * @param defaultText the value if the key is not set; null if the key has no default
 * @param unset what happens when the key is not set and has no default; empty otherwise
 * @param sentence what the key does, for the documentation
 * @param <T> the type of the parsed value
 */
public record ConfigKey<T extends Object>(
    String name, ConfigType<T> type, @Nullable String defaultText, String unset, String sentence) {

  public ConfigKey {
    if (!name.matches("[a-z0-9]+(\\.[a-z0-9]+)+")) {
      throw new IllegalArgumentException(
          "key " + name + ": expected dotted words of lower-case letters and digits");
    }
  }

  /** A key with a default value. */
  public static <T extends Object> ConfigKey<T> withDefault(
      String name, ConfigType<T> type, String defaultText, String sentence) {
    return new ConfigKey<>(name, type, defaultText, "", sentence);
  }

  /**
   * A key that may be unset.
   *
   * @param unset what happens if it is unset, such as {@code the broker's default}
   */
  public static <T extends Object> ConfigKey<T> optional(
      String name, ConfigType<T> type, String unset, String sentence) {
    return new ConfigKey<>(name, type, null, unset, sentence);
  }

  /** The environment variable that sets this key, such as {@code ARENA_BATCH_TOKENS}. */
  public String variable() {
    return ConfigResolution.EnvironmentNames.variable(name);
  }
}
