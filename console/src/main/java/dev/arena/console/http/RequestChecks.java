package dev.arena.console.http;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Attributes;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A handler that refuses a request by its headers, before its body is read: by host, origin, path,
 * method, access and media type. Safe for use by many threads.
 *
 * <p>Without a token, only this machine can reach the API, but so can every web page that a browser
 * on this machine shows: with a host name of its own that it lets resolve to 127.0.0.1. Therefore
 * the name must be one of this machine, and a request of another site's page is refused.
 */
final class RequestChecks extends Handler.Wrapper {
  static final String JSON = "application/json";

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String POST = "POST";
  private static final String CHECKED = Checked.class.getName();

  private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private final Routes routes;
  private final Visitors visitors;
  private final ErrorAnswers errors;
  private final Set<String> hosts;

  /**
   * @param host the configured one
   */
  RequestChecks(Handler handler, Routes routes, ApiServer.Content content, String host) {
    super(handler);
    this.routes = routes;
    this.visitors = content.visitors();
    this.errors = content.errors();
    this.hosts =
        Stream.concat(LOCAL_HOSTS.stream(), Stream.of(host.toLowerCase(Locale.ROOT)))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** What is known of a request by its headers. */
  record Checked(Routes.Match match, Visitors.Identity identity, HttpFields headers) {
    Endpoint endpoint() {
      return match.endpoint();
    }
  }

  /** What is known of a request; empty if it is for no endpoint. */
  static Optional<Checked> of(Attributes request) {
    return of(request::getAttribute);
  }

  /**
   * What is known of a request; empty if it is for no endpoint.
   *
   * @param attributes those of the request
   */
  static Optional<Checked> of(Function<String, @Nullable Object> attributes) {
    return Optional.ofNullable((Checked) attributes.apply(CHECKED));
  }

  /** Whether the sender of a request may see texts and write; false if it is for no endpoint. */
  static boolean isAuthorized(Attributes request) {
    return of(request).filter(checked -> checked.identity().visitor().authorized()).isPresent();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Optional<Answer> refusal = refusal(request);
    if (refusal.isPresent()) {
      Refusal.send(refusal.get(), request, response, callback);
      return true;
    }
    return super.handle(request, response, callback);
  }

  private Optional<Answer> refusal(Request request) {
    try {
      return Optional.ofNullable(problem(request))
          .map(problem -> errors.answer(problem, request))
          .or(() -> withoutAccess(request));
    } catch (ProblemException malformed) {
      return Optional.of(errors.answer(malformed.problem(), request));
    }
  }

  private @Nullable Problem problem(Request request) {
    HttpFields headers = request.getHeaders();
    String method = request.getMethod();
    String path = Objects.requireNonNullElse(request.getHttpURI().getPath(), "");
    if (!visitors.needToken() && !isOfThisMachine(Request.getServerName(request))) {
      return Problem.forbidden(
          "The Host of the request is not one of this machine; expected localhost, 127.0.0.1, [::1] or arena.console.host. With arena.console.token, any host is accepted.");
    }
    if (!visitors.needToken() && isForwarded(headers)) {
      return Problem.forbidden(
          "The request comes through a proxy, and there is no arena.console.token; expected one, because other machines may reach the proxy. Set ARENA_CONSOLE_TOKEN.");
    }
    if (isOfForeignPage(headers, method)) {
      return Problem.forbidden(
          "The request comes from a web page of another site; expected an Origin with the Host of the request, or none.");
    }
    // Javalin would obey it
    boolean overridden = headers.contains("X-HTTP-Method-Override");
    Optional<Routes.Match> match = routes.find(method, path);
    if (overridden || match.isEmpty()) {
      Set<String> allowed = routes.methods(path);
      return allowed.isEmpty()
          ? Problem.notFound()
          : Problem.methodNotAllowed(String.join(", ", allowed));
    }
    Checked checked = new Checked(match.get(), visitors.identify(headers), headers);
    request.setAttribute(CHECKED, checked);
    if (checked.endpoint().access() == Endpoint.Access.TOKEN && !mayUseApi(checked)) {
      return Problem.unauthorized();
    }
    return hasExpectedBody(checked.endpoint(), headers.get(HttpHeader.CONTENT_TYPE))
        ? null
        : Problem.unsupportedMediaType(
            checked.endpoint().body() == Endpoint.Body.FORM ? FORM : JSON);
  }

  /** Visitors who have signed in may read; a session alone does not let them write. */
  private static boolean mayUseApi(Checked checked) {
    return checked.endpoint().method() == Endpoint.Method.GET
        ? checked.identity().visitor().authorized()
        : checked.identity().bearer();
  }

  private static boolean hasExpectedBody(Endpoint endpoint, @Nullable String mediaType) {
    return switch (endpoint.body()) {
      case NONE -> true;
      case JSON -> is(JSON, mediaType);
      case FORM -> is(FORM, mediaType);
    };
  }

  private static boolean is(String expected, @Nullable String mediaType) {
    return mediaType != null && mediaType.split(";", 2)[0].strip().equalsIgnoreCase(expected);
  }

  /** Sends visitors who must sign in to the page where they can. */
  private Optional<Answer> withoutAccess(Request request) {
    Checked checked = of(request).orElseThrow();
    if (checked.endpoint().access() != Endpoint.Access.SIGN_IN
        || checked.identity().visitor().authorized()) {
      return Optional.empty();
    }
    String path = request.getHttpURI().getPath();
    boolean isPage = routes.methods(path).contains("GET");
    boolean isForm = request.getMethod().equals(POST);
    String next = isForm ? path : request.getHttpURI().getPathQuery();
    return Optional.of(Answer.redirect(SignIn.pathWith(isPage ? next : "/")));
  }

  private boolean isOfThisMachine(@Nullable String host) {
    return host != null && hosts.contains(host.toLowerCase(Locale.ROOT));
  }

  private static boolean isOfForeignPage(HttpFields headers, String method) {
    String origin = headers.get(HttpHeader.ORIGIN);
    boolean foreign = origin != null && isForeign(origin, headers.get(HttpHeader.HOST));
    // a link from another site may lead here, but its page may not load anything from here
    boolean link = !method.equals(POST) && "navigate".equals(headers.get("Sec-Fetch-Mode"));
    return foreign || (isCrossSite(headers) && !link);
  }

  private static boolean isForwarded(HttpFields headers) {
    return headers.contains("Forwarded")
        || headers.contains("X-Forwarded-For")
        || headers.contains("X-Forwarded-Host");
  }

  /** Whether a browser says that the page of another site made it send the request. */
  static boolean isCrossSite(HttpFields headers) {
    return "cross-site".equalsIgnoreCase(headers.get("Sec-Fetch-Site"));
  }

  /** Whether an origin, such as {@code http://localhost:8086}, has another host or port. */
  private static boolean isForeign(String origin, @Nullable String host) {
    int scheme = origin.indexOf("://");
    return scheme < 0 || !origin.substring(scheme + "://".length()).equalsIgnoreCase(host);
  }
}
