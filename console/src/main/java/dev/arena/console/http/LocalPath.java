package dev.arena.console.http;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Paths to which a browser is sent that come from a request. A path that could lead to another site
 * becomes that of the first page.
 */
final class LocalPath {
  private static final String FIRST_PAGE = "/";
  private static final int MAX_LENGTH = 4_096;

  /** One slash and then visible ASCII: browsers read a backslash as a slash, and drop controls. */
  private static final Pattern LOCAL = Pattern.compile("/(?!/)[!-~&&[^\\\\]]*");

  private LocalPath() {}

  /**
   * The path and query if they lead to this site, else the first page.
   *
   * @param path encoded as in a request
   */
  static String checked(Optional<String> path) {
    return path.filter(each -> each.length() <= MAX_LENGTH && LOCAL.matcher(each).matches())
        .orElse(FIRST_PAGE);
  }

  /** A query with the path as its only parameter. */
  static String asQuery(String parameter, String path) {
    return "?" + parameter + "=" + UrlEncoding.encoded(path, "/");
  }
}
