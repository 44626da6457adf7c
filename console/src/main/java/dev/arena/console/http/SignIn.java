package dev.arena.console.http;

import dev.arena.console.http.Endpoint.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of sessions: {@code /sign-in} and {@code /sign-out}, if there is an access token,
 * and {@code /voter}, where a visitor chooses a pseudonym. Safe for use by many threads.
 *
 * <p>Nothing counts wrong tokens: a limit would lock out the owner during an attack, or all users
 * of a proxy. A random token of 16 characters cannot be guessed at any rate that the server
 * reaches; the delay after a wrong one slows down a person or a script that tries words. Only some
 * wait at the same time, because a script that sends wrong tokens would keep others waiting.
 */
public final class SignIn {
  /** The longest pseudonym of a voter, in characters. */
  public static final int MAX_VOTER = 64;

  static final String SET_COOKIE = "Set-Cookie";

  /** How many visitors may wait after a wrong token: half of those who are answered at once. */
  private static final int MAX_DELAYED = AnonymousRequests.MAX_RUNNING / 2;

  private static final String PATH = "/sign-in";
  private static final String HOME = "/";

  /** As a voter without a name is told from others by topic, partition and offset. */
  private static final Pattern POSITION = Pattern.compile(".*-\\d+-\\d+");

  private final Visitors visitors;
  private final Form form;
  private final Executor later;
  private final Semaphore delayed = new Semaphore(MAX_DELAYED);

  private SignIn(Visitors visitors, Form form, Executor later) {
    this.visitors = visitors;
    this.form = form;
    this.later = later;
  }

  /** Renders the page where visitors sign in; called by many threads. */
  @FunctionalInterface
  public interface Form {
    /**
     * A page with a form that posts the fields {@code csrf}, {@code next} and {@code token} to
     * {@code /sign-in}.
     *
     * @param next the path of the page to show after that
     * @param error why the last attempt failed; null for the first one
     */
    String page(Visitor visitor, String next, @Nullable String error);
  }

  /**
   * The endpoints.
   *
   * @param later runs a task after the delay of a wrong token
   */
  public static List<Endpoint> endpoints(Visitors visitors, Form form, Executor later) {
    SignIn own = new SignIn(visitors, form, later);
    List<Endpoint> endpoints = new ArrayList<>();
    if (visitors.needToken()) {
      endpoints.add(Endpoint.get(PATH, Access.PUBLIC, own::show));
      endpoints.add(Endpoint.form(PATH, Access.PUBLIC, own::signIn));
      endpoints.add(Endpoint.form("/sign-out", Access.PUBLIC, SignIn::signOut));
    }
    endpoints.add(Endpoint.form("/voter", Access.SIGN_IN, own::choose));
    return endpoints;
  }

  /**
   * The path to which a visitor is sent who must sign in.
   *
   * @param next the path and query of the page to show after that, encoded as in a request
   */
  public static String pathWith(String next) {
    return PATH + LocalPath.asQuery("next", LocalPath.checked(Optional.of(next)));
  }

  private CompletableFuture<Answer> show(ApiRequest request) {
    String next = LocalPath.checked(request.query("next"));
    return CompletableFuture.completedFuture(
        request.visitor().authorized()
            ? Answer.redirect(next)
            : Answer.html(form.page(request.visitor(), next, null)));
  }

  private CompletableFuture<Answer> signIn(ApiRequest request) {
    String next = LocalPath.checked(request.field("next"));
    if (visitors.isToken(request.field("token").orElse("").strip())) {
      return CompletableFuture.completedFuture(
          Answer.redirect(next)
              .withHeader(
                  SET_COOKIE,
                  visitors.cookie(visitors.signIn(request.session()), isSecure(request))));
    }
    if (!delayed.tryAcquire()) {
      throw new ProblemException(
          new Problem(
              HttpStatus.TOO_MANY_REQUESTS_429,
              "This is not the access token, and neither were those of %d others who are waiting for their answer; expected the value of arena.console.token. Try again later."
                  .formatted(MAX_DELAYED),
              null,
              Map.of("Retry-After", "1")));
    }
    return CompletableFuture.supplyAsync(
            () ->
                Answer.html(
                        form.page(
                            request.visitor(),
                            next,
                            "This is not the access token; expected the value of arena.console.token. Copy it again, without quotes."))
                    .withStatus(HttpStatus.FORBIDDEN_403),
            later)
        .whenComplete((answer, failure) -> delayed.release());
  }

  private static CompletableFuture<Answer> signOut(ApiRequest request) {
    return CompletableFuture.completedFuture(
        Answer.redirect(HOME).withHeader(SET_COOKIE, Visitors.endedCookie(isSecure(request))));
  }

  private CompletableFuture<Answer> choose(ApiRequest request) {
    String voter = request.field("voter").orElse("").strip();
    requireVoter(voter);
    Visitors.Session before = request.session();
    Visitors.Session named =
        new Visitors.Session(before.signedIn(), voter, before.nonce(), before.since());
    return CompletableFuture.completedFuture(
        Answer.redirect(LocalPath.checked(request.field("next")))
            .withHeader(SET_COOKIE, visitors.cookie(named, isSecure(request))));
  }

  /** Refuses what votes may not have, and what would not look like itself on a page. */
  private static void requireVoter(String voter) {
    int length = voter.codePointCount(0, voter.length());
    if (length == 0 || length > MAX_VOTER) {
      throw new ProblemException(
          Problem.unprocessable(
              "The pseudonym has %d characters; expected 1 to %d. Choose another one."
                  .formatted(length, MAX_VOTER),
              null));
    }
    if (!voter.codePoints().allMatch(SignIn::isVisible)) {
      throw new ProblemException(
          Problem.unprocessable(
              "The pseudonym contains a character that cannot be seen; expected letters, digits, punctuation and spaces. Choose another one.",
              null));
    }
    if (POSITION.matcher(voter).matches()) {
      throw new ProblemException(
          Problem.unprocessable(
              "The pseudonym ends like the partition and offset of a record, by which anonymous votes are told apart; expected no two numbers after hyphens at its end. Choose another one.",
              null));
    }
  }

  private static boolean isVisible(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  /**
   * Whether the browser uses HTTPS, which a proxy in front of the console ends. A client that sends
   * a wrong header harms itself alone: its browser does not send the cookie.
   */
  static boolean isSecure(ApiRequest request) {
    return request
        .header("X-Forwarded-Proto")
        .filter(schemes -> schemes.split(",", 2)[0].strip().equalsIgnoreCase("https"))
        .isPresent();
  }
}
