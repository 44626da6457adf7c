package dev.arena.console.page;

import dev.arena.console.http.Visitor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What all pages have in common: head, links and sign-in. Immutable and safe for use by many
 * threads.
 */
public final class Frame {
  private static final PageTemplate TEMPLATE = PageTemplate.of("frame");

  private final Set<Tab> tabs;
  private final boolean signIn;

  /**
   * @param tabs those that this console has
   * @param signIn whether there is an access token, so that visitors can sign in
   */
  public Frame(Set<Tab> tabs, boolean signIn) {
    this.tabs = Set.copyOf(tabs);
    this.signIn = signIn;
  }

  /** A link, and whether it leads to the page itself. */
  private record Link(String path, String title, boolean current) {}

  /** What the template shows. */
  private record View(
      String title,
      List<Link> links,
      boolean signInOffered,
      boolean signOutOffered,
      String csrf,
      String live,
      String content) {}

  /**
   * Puts the content of a page into its frame.
   *
   * @param tab the page; null for one to which no tab leads
   * @param title the heading of the page
   * @param live the names of the events after which the page is loaded again, separated by spaces;
   *     empty for a page that does not change
   * @param content markup in which every text is escaped
   */
  public String page(
      @Nullable Tab tab, String title, String live, Visitor visitor, String content) {
    return TEMPLATE.render(
        new View(
            title,
            Arrays.stream(Tab.values())
                .filter(tabs::contains)
                .map(each -> new Link(each.path(), each.title(), each == tab))
                .toList(),
            signIn && !visitor.authorized(),
            signIn && visitor.authorized(),
            visitor.csrf(),
            live,
            content));
  }
}
