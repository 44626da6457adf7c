package dev.arena.models.config;

import java.util.List;
import java.util.regex.Pattern;

/** Knows which values, or parts of them, must never be shown. */
final class SecretNames {
  private static final List<String> MARKS =
      List.of("password", "secret", "jaas", "user.info", "token", "credential", "keystore.key");

  /** None of Arena's own keys is secret; {@code arena.batch.tokens} only sounds like it. */
  private static final String OWN_KEYS = "arena.";

  private static final Pattern USER_OF_URL = Pattern.compile("//[^/@\\s]*@");

  private SecretNames() {}

  /** Whether the value of this key is secret. */
  static boolean isSecret(String name) {
    return !name.startsWith(OWN_KEYS) && MARKS.stream().anyMatch(name::contains);
  }

  /** The text without the name and password that a URL in it may hold. */
  static String withoutUser(String text) {
    return USER_OF_URL.matcher(text).replaceAll("//(hidden)@");
  }
}
