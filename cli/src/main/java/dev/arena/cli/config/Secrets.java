package dev.arena.cli.config;

import java.util.List;
import java.util.regex.Pattern;

/** The rules that say which configuration values, or parts of them, are never shown. */
public final class Secrets {
  /** Parts of the names of secrets, for keys that no library declares, such as a plug-in's. */
  private static final List<String> MARKS =
      List.of(
          "password",
          "passphrase",
          "secret",
          "jaas",
          "user.info",
          "token",
          "credential",
          "keystore.key",
          "api.key",
          "apikey",
          "request.header.");

  /** Counts tokens of text. */
  private static final String ONLY_SOUNDS_SECRET = "arena.batch.tokens";

  private static final String AFTER_SCHEME = "://";
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");

  private Secrets() {}

  /** Whether the name of a key marks its value as a secret. */
  static boolean soundsSecret(String name) {
    return !name.equals(ONLY_SOUNDS_SECRET) && MARKS.stream().anyMatch(name::contains);
  }

  /** Like {@link #withoutUser(String)}, if the value of this key can be a URL. */
  static String withoutUser(String name, String text) {
    return name.endsWith("url") || text.contains(AFTER_SCHEME) ? withoutUser(text) : text;
  }

  /**
   * URLs without user names and passwords: everything between the first scheme and the last
   * {@code @} is hidden. A password may contain characters that are not valid in a URL, so any text
   * in between may be part of one.
   */
  public static String withoutUser(String urls) {
    int end = urls.lastIndexOf('@');
    if (end < 0) {
      return urls;
    }
    int scheme = Math.max(0, urls.indexOf(AFTER_SCHEME));
    boolean known = scheme < end && SCHEME.matcher(urls.substring(0, scheme)).matches();
    String shown = known ? urls.substring(0, scheme + AFTER_SCHEME.length()) : "";
    return shown + "(hidden)" + urls.substring(end);
  }
}
