package dev.arena.console.page.pair;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.arena.console.page.Tab;
import java.net.URLEncoder;

/** Links to pages with a query. */
final class Query {
  private Query() {}

  /** The page where a visitor signs in, to come back to another one. */
  static String signIn(String back) {
    return "/sign-in?next=" + URLEncoder.encode(back, UTF_8);
  }

  /** The page of a pair. */
  static String pair(String id) {
    return Tab.PAIR.path() + "?id=" + URLEncoder.encode(id, UTF_8);
  }
}
