package dev.arena.models.config;

import java.util.List;

/** Knows by a key's name whether its value must never be shown. */
final class SecretNames {
  private static final List<String> MARKS =
      List.of("password", "secret", "jaas", "user.info", "token", "credential", "keystore.key");

  private SecretNames() {}

  static boolean isSecret(String name) {
    return MARKS.stream().anyMatch(name::contains);
  }
}
