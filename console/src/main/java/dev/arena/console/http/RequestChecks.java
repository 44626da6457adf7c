package dev.arena.console.http;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A handler that refuses a request by its headers, before its body is read: by host, origin, path,
 * method, access token and media type. Safe for use by many threads.
 *
 * <p>Without a token, only this machine can reach the API, but so can every web page that a browser
 * on this machine shows: with a host name of its own that it lets resolve to 127.0.0.1. Therefore
 * the name must be one of this machine, and a request of another site's page is refused.
 */
final class RequestChecks extends Handler.Wrapper {
  static final String JSON = "application/json";

  private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private final Routes routes;
  private final Optional<AccessToken> token;
  private final Set<String> hosts;

  /**
   * @param host the configured one
   */
  RequestChecks(Handler handler, ApiServer.Content content, String host) {
    super(handler);
    this.routes = new Routes(content.endpoints());
    this.token = content.token();
    this.hosts =
        Stream.concat(LOCAL_HOSTS.stream(), Stream.of(host.toLowerCase(Locale.ROOT)))
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Optional<Problem> problem = problem(request);
    if (problem.isPresent()) {
      Refusal.send(problem.get(), request, response, callback);
      return true;
    }
    return super.handle(request, response, callback);
  }

  private Optional<Problem> problem(Request request) {
    String path = Request.getPathInContext(request);
    if (token.isEmpty() && !isOfThisMachine(Request.getServerName(request))) {
      return Optional.of(
          Problem.forbidden(
              "The Host of the request is not one of this machine; expected localhost, 127.0.0.1, [::1] or arena.console.host. With arena.console.token, any host is accepted."));
    }
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    if (origin != null && isForeign(origin, request.getHeaders().get(HttpHeader.HOST))) {
      return Optional.of(
          Problem.forbidden(
              "The request comes from a web page of another site; expected an Origin with the Host of the request, or none."));
    }
    // Javalin would obey it
    boolean overridden = request.getHeaders().contains("X-HTTP-Method-Override");
    String method = request.getMethod();
    Optional<Routes.Match> match = routes.find(method, path);
    if (overridden || match.isEmpty()) {
      Set<String> allowed = routes.methods(path);
      return Optional.of(
          allowed.isEmpty()
              ? Problem.notFound()
              : Problem.methodNotAllowed(String.join(", ", allowed)));
    }
    Endpoint endpoint = match.get().endpoint();
    if (endpoint.access() == Endpoint.Access.TOKEN
        && token.isPresent()
        && !token.get().isIn(request.getHeaders().get(HttpHeader.AUTHORIZATION))) {
      return Optional.of(Problem.unauthorized());
    }
    return endpoint.body() != Endpoint.Body.JSON
            || isJson(request.getHeaders().get(HttpHeader.CONTENT_TYPE))
        ? Optional.empty()
        : Optional.of(Problem.unsupportedMediaType());
  }

  private boolean isOfThisMachine(@Nullable String host) {
    return host != null && hosts.contains(host.toLowerCase(Locale.ROOT));
  }

  /** Whether an origin, such as {@code http://localhost:8086}, has another host or port. */
  private static boolean isForeign(String origin, @Nullable String host) {
    int scheme = origin.indexOf("://");
    return scheme < 0 || !origin.substring(scheme + "://".length()).equalsIgnoreCase(host);
  }

  private static boolean isJson(@Nullable String mediaType) {
    return mediaType != null && mediaType.split(";", 2)[0].strip().equalsIgnoreCase(JSON);
  }
}
