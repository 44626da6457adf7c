package dev.arena.kafka.config;

import dev.arena.cli.config.Secrets;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The schema registry's addresses: one or more URLs, and the user and password in them. Only {@link
 * #userInfo} holds the latter; {@link #toString} is safe to show.
 */
public final class RegistryUrls {
  /** What {@link #parse} accepts, as text after "expected". */
  static final String EXPECTED =
      "http or https URLs separated by commas, all with the same user and password or none, in which special characters are percent-encoded (%40 for @)";

  private static final Set<String> SCHEMES =
      Set.of("http", "https", "mock"); // mock:// is Confluent's registry in memory
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:\\[\\]]+)(:\\d{1,5})?");

  private final String shown;
  private final List<String> withoutUser;
  private final @Nullable String userInfo;

  private RegistryUrls(String shown, List<String> withoutUser, @Nullable String userInfo) {
    this.shown = shown;
    this.withoutUser = List.copyOf(withoutUser);
    this.userInfo = userInfo;
  }

  /**
   * Reads URLs that are separated as for Confluent's clients.
   *
   * @throws IllegalArgumentException if one is not a registry's URL, or if the users differ
   */
  static RegistryUrls parse(String text) {
    List<String> urls = new ArrayList<>();
    Set<String> users = new TreeSet<>();
    for (String part : text.split(",", -1)) {
      URI url = uri(part.strip());
      String authority = url.getRawAuthority();
      int user = authority.lastIndexOf('@');
      users.add(authority.substring(0, Math.max(0, user)));
      urls.add(url.getScheme() + "://" + authority.substring(user + 1) + url.getRawPath());
    }
    if (users.size() > 1) {
      throw new IllegalArgumentException("URLs with different users");
    }
    String user = users.iterator().next();
    return new RegistryUrls(
        Secrets.withoutUser(text), urls, user.isEmpty() ? null : withoutEscapes(user));
  }

  private static URI uri(String text) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a URL", e);
    }
    String authority = url.getRawAuthority();
    // the part of a password after a character such as '/' looks like a path
    if (!SCHEMES.contains(String.valueOf(url.getScheme()))
        || authority == null
        || !HOST.matcher(authority.substring(authority.lastIndexOf('@') + 1)).matches()
        || url.getRawPath().contains("@")
        || url.getRawQuery() != null
        || url.getRawFragment() != null) {
      throw new IllegalArgumentException("not the URL of a registry");
    }
    return url;
  }

  /** Decodes escapes; a plus sign stays a plus sign, unlike in forms. */
  private static String withoutEscapes(String raw) {
    return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** The URLs without a user, separated by commas. */
  String text() {
    return String.join(",", withoutUser);
  }

  /** {@code user:password}; null if the URLs name no user. */
  @Nullable String userInfo() {
    return userInfo;
  }

  /** The URLs with user and password hidden. */
  @Override
  public String toString() {
    return shown;
  }
}
