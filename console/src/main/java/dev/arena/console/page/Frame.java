package dev.arena.console.page;

import dev.arena.console.http.Problem;
import dev.arena.console.http.Visitor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * What all pages have in common: head, links and sign-in. Immutable and safe for use by many
 * threads.
 */
public final class Frame {
  private static final PageTemplate TEMPLATE = PageTemplate.of(Frame.class, "frame");
  private static final PageTemplate ERROR = PageTemplate.of(Frame.class, "error");
  private static final PageTemplate SIGN_IN = PageTemplate.of(Frame.class, "sign-in");

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

  /** What the page of an error shows. */
  private record ErrorView(String detail) {}

  /** What the form shows. */
  private record SignInView(String csrf, String next, @Nullable String error) {}

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
   * @param live the events after which the page is loaded again, from {@code ApiRequest.live};
   *     empty for a page that does not change
   * @param content markup in which every text is escaped
   */
  public String page(
      @Nullable Tab tab, String title, String live, Visitor visitor, String content) {
    return framed(tab, title, live, visitor, content);
  }

  private String framed(
      @Nullable Tab tab, String title, String live, @Nullable Visitor visitor, String content) {
    return TEMPLATE.render(
        new View(
            title,
            Arrays.stream(Tab.values())
                .filter(tabs::contains)
                .map(each -> new Link(each.path(), each.title(), each == tab))
                .toList(),
            signIn && visitor != null && !visitor.authorized(),
            signIn && visitor != null && visitor.authorized(),
            visitor == null ? "" : visitor.csrf(),
            live,
            content));
  }

  /** The page of a request that could not be answered. It offers neither sign-in nor sign-out. */
  public String error(Problem problem) {
    return framed(
        null, title(problem.status()), "", null, ERROR.render(new ErrorView(problem.detail())));
  }

  /**
   * The page where visitors sign in: a form with the fields {@code csrf}, {@code next} and {@code
   * token}, which it posts to {@code /sign-in}.
   *
   * @param next the path of the page to show after that
   * @param error why the last attempt failed; null for the first one
   */
  public String signIn(Visitor visitor, String next, @Nullable String error) {
    return framed(
        null, "Sign in", "", null, SIGN_IN.render(new SignInView(visitor.csrf(), next, error)));
  }

  private static String title(int status) {
    return switch (status) {
      case HttpStatus.UNAUTHORIZED_401, HttpStatus.FORBIDDEN_403 -> "Not allowed";
      case HttpStatus.NOT_FOUND_404 -> "Not found";
      case HttpStatus.TOO_MANY_REQUESTS_429, HttpStatus.SERVICE_UNAVAILABLE_503 ->
          "Not available now";
      default -> HttpStatus.getMessage(status);
    };
  }
}
