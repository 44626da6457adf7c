package dev.arena.console.api;

import dev.arena.console.http.ApiRequest;
import dev.arena.console.http.Problem;
import dev.arena.console.http.ProblemException;
import java.util.Locale;

/** The formats in which figures are served. */
enum AnswerFormat {
  JSON,
  CSV;

  /**
   * The one that a request names in {@code format}, or else prefers in {@code Accept}: CSV if that
   * begins with {@code text/csv}.
   *
   * @throws ProblemException if there is no such format
   */
  static AnswerFormat of(ApiRequest request) {
    String accepted = request.header("Accept").orElse("").toLowerCase(Locale.ROOT);
    return request
        .query("format")
        .map(AnswerFormat::parse)
        .orElse(accepted.startsWith("text/csv") ? CSV : JSON);
  }

  private static AnswerFormat parse(String text) {
    return switch (text) {
      case "json" -> JSON;
      case "csv" -> CSV;
      default ->
          throw new ProblemException(
              Problem.unprocessable("format is %s; expected json or csv.".formatted(text), null));
    };
  }
}
