package dev.arena.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Makes the answers to requests that fail: a page for a browser that asks for a page, and otherwise
 * JSON as in RFC 9457. Immutable.
 *
 * @param page renders a problem; called by many threads
 */
record ErrorAnswers(Function<Problem, String> page) {
  /** The beginnings of the paths of the API. */
  private static final List<String> API = List.of("/v1/", "/v2/", "/rerank", "/openapi.json");

  /** The answer to a request, which need not be valid. */
  Answer answer(Problem problem, Request request) {
    return answer(
        problem, request.getHttpURI().getPath(), request.getHeaders().get(HttpHeader.ACCEPT));
  }

  /** The answer to a request with a path and an {@code Accept} header. */
  Answer answer(Problem problem, @Nullable String path, @Nullable String accept) {
    Answer answer =
        asksForPage(path, accept)
            ? Answer.html(page.apply(problem)).withStatus(problem.status())
            : new Answer(
                problem.status(),
                Problem.CONTENT_TYPE,
                problem.json().toString().getBytes(UTF_8),
                Map.of());
    for (Map.Entry<String, String> header : problem.headers().entrySet()) {
      answer = answer.withHeader(header.getKey(), header.getValue());
    }
    return answer;
  }

  private static boolean asksForPage(@Nullable String path, @Nullable String accept) {
    return path != null
        && accept != null
        && accept.contains("text/html")
        && API.stream().noneMatch(path::startsWith);
  }
}
