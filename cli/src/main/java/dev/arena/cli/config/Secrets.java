package dev.arena.cli.config;

import java.util.List;
import java.util.regex.Pattern;

/** Decides which values, or parts of them, are never shown. */
public final class Secrets {
  /** What names of secrets hold, where no library declares them: a plug-in's, for example. */
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

  /** None of Arena's own keys is secret; {@code arena.batch.tokens} only sounds like it. */
  private static final String OWN_KEYS = "arena.";

  private static final String AFTER_SCHEME = "://";
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");

  private Secrets() {}

  /** Whether a key is a secret by its name. */
  static boolean soundsSecret(String name) {
    return !name.startsWith(OWN_KEYS) && MARKS.stream().anyMatch(name::contains);
  }

  /** As {@link #withoutUser(String)}, if the value of this key can be a URL. */
  static String withoutUser(String name, String text) {
    return name.endsWith("url") || text.contains(AFTER_SCHEME) ? withoutUser(text) : text;
  }

  /**
   * URLs without the user names and passwords in them: nothing between the first scheme and the
   * last {@code @} is shown. People also write passwords with characters that would end them in a
   * valid URL, so that nothing in between can be told from a part of a password.
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
