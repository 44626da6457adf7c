package dev.arena.console.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds the endpoint of a request by path and method. Immutable.
 *
 * <p>Paths are split before they are decoded, so a segment may contain any text, also a slash
 * ({@code %2F}). Only {@code .}, {@code ..} and NUL cannot be sent: browsers and Jetty take the
 * first two for steps to another folder, encoded or not, and Jetty refuses the last. A parameter of
 * the query may contain these too.
 */
final class Routes {
  private final List<Endpoint> endpoints;

  Routes(List<Endpoint> endpoints) {
    this.endpoints = List.copyOf(endpoints);
  }

  /**
   * An endpoint with the parts of a path.
   *
   * @param segments what stands for each name in braces, decoded
   */
  record Match(Endpoint endpoint, Map<String, String> segments) {}

  /**
   * The endpoint of a request; empty if there is none.
   *
   * @param path as it was sent, encoded
   * @throws ProblemException if a segment is malformed
   */
  Optional<Match> find(String method, String path) {
    return endpoints.stream()
        .filter(each -> methods(each).contains(method))
        .flatMap(each -> match(each, path).stream())
        .findFirst();
  }

  /**
   * The methods of a path; empty if there is no such path.
   *
   * @param path as it was sent, encoded
   * @throws ProblemException if a segment is malformed
   */
  Set<String> methods(String path) {
    return endpoints.stream()
        .filter(each -> match(each, path).isPresent())
        .flatMap(each -> methods(each).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> methods(Endpoint endpoint) {
    return switch (endpoint.method()) {
      case GET -> Set.of("GET", "HEAD");
      case POST -> Set.of("POST");
    };
  }

  private static Optional<Match> match(Endpoint endpoint, String path) {
    String[] expected = endpoint.path().split("/", -1);
    String[] found = path.split("/", -1);
    if (expected.length != found.length) {
      return Optional.empty();
    }
    Map<String, String> segments = new HashMap<>();
    for (int i = 0; i < expected.length; i++) {
      if (expected[i].startsWith("{") && !found[i].isEmpty()) {
        segments.put(
            expected[i].substring(1, expected[i].length() - 1), UrlEncoding.segment(found[i]));
      } else if (!expected[i].equals(found[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(new Match(endpoint, segments));
  }
}
