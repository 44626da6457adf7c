package dev.arena.models.config;

import java.util.Locale;

/**
 * How keys are spelled as environment variables: {@code arena.batch.tokens} is {@code
 * ARENA_BATCH_TOKENS}, and {@code kafka.bootstrap.servers} is {@code
 * ARENA_KAFKA_BOOTSTRAP_SERVERS}.
 */
final class EnvironmentNames {
  /** What all variables of Arena begin with. */
  static final String PREFIX = "ARENA_";

  private static final String OWN_KEYS = "arena.";

  private EnvironmentNames() {}

  /** The variable that sets a key. */
  static String variable(String key) {
    String withoutOwnPrefix = key.startsWith(OWN_KEYS) ? key.substring(OWN_KEYS.length()) : key;
    return PREFIX + withoutOwnPrefix.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  /** The words of a variable as a dotted name, still without knowing whose key it is. */
  static String dotted(String variable) {
    return variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
  }
}
