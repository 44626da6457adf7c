package dev.arena.console.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * An error answer in the format of RFC 9457, "Problem Details for HTTP APIs".
 *
 * @param status the HTTP status
 * @param detail what was found, what was expected, and what to do
 * @param pointer the JSON pointer of the field at fault, as a URI fragment; null if there is none
 * @param headers sent with the answer
 */
public record Problem(
    int status, String detail, @Nullable String pointer, Map<String, String> headers) {
  static final String CONTENT_TYPE = "application/problem+json";

  private static final String RETRY_AFTER = "Retry-After";

  public Problem {
    headers = Map.copyOf(headers);
  }

  private Problem(int status, String detail) {
    this(status, detail, null, Map.of());
  }

  /** The body cannot be read. */
  static Problem badBody(String detail, @Nullable String pointer) {
    return new Problem(HttpStatus.BAD_REQUEST_400, detail, pointer, Map.of());
  }

  /**
   * A part of the request is malformed.
   *
   * @param part such as "path"
   * @param found what is wrong with it
   */
  static Problem malformed(String part, String found) {
    return badBody(
        "The %s contains %s; expected UTF-8, percent-encoded as in a URL.".formatted(part, found),
        null);
  }

  /** A form is not from a page of the visitor's session. */
  static Problem foreignForm() {
    return forbidden(
        "The form is not from a page of this session: it was loaded before you signed in or out, or the session has expired. Load the page again and repeat.");
  }

  /** The body can be read, but not processed. */
  public static Problem unprocessable(String detail, @Nullable String pointer) {
    return new Problem(HttpStatus.UNPROCESSABLE_ENTITY_422, detail, pointer, Map.of());
  }

  /**
   * More requests are waiting than the model may keep waiting.
   *
   * @param wait about how long the last ones had to wait
   */
  public static Problem tooManyRequests(Duration wait) {
    return new Problem(
        HttpStatus.TOO_MANY_REQUESTS_429,
        "As many requests are waiting for the model as arena.console.queue allows, or as much text as 16 full batches. Send this one again later, or fewer at a time.",
        null,
        Map.of(RETRY_AFTER, String.valueOf(1 + wait.toSeconds())));
  }

  /** The service cannot answer now. */
  public static Problem unavailable(String detail) {
    return new Problem(HttpStatus.SERVICE_UNAVAILABLE_503, detail, null, Map.of(RETRY_AFTER, "5"));
  }

  static Problem unauthorized() {
    return new Problem(
        HttpStatus.UNAUTHORIZED_401,
        "The request has no Authorization header with the right token; expected: Authorization: Bearer TOKEN, with the value of arena.console.token.",
        null,
        Map.of("WWW-Authenticate", "Bearer"));
  }

  /** The request may come from a web page that must not use the API. */
  static Problem forbidden(String detail) {
    return new Problem(HttpStatus.FORBIDDEN_403, detail);
  }

  static Problem notFound() {
    return notFound("There is nothing at this path. GET /openapi.json lists the paths.");
  }

  /** There is no such thing. */
  public static Problem notFound(String detail) {
    return new Problem(HttpStatus.NOT_FOUND_404, detail);
  }

  static Problem methodNotAllowed(String allowed) {
    return new Problem(
        HttpStatus.METHOD_NOT_ALLOWED_405,
        "This path does not have this method; expected " + allowed + ".",
        null,
        Map.of("Allow", allowed));
  }

  static Problem unsupportedMediaType(String expected) {
    return new Problem(
        HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
        "The body is of another kind according to its Content-Type; expected: Content-Type: %s."
            .formatted(expected),
        null,
        Map.of("Accept", expected));
  }

  /** The body has more bytes than a request may have. */
  static Problem tooLarge(int maxBytes) {
    return new Problem(
        HttpStatus.PAYLOAD_TOO_LARGE_413,
        "The body is too large; expected at most %d bytes. Send less text.".formatted(maxBytes));
  }

  /** A request that the server refuses before it reaches an endpoint, or fails to answer. */
  static Problem of(int status) {
    return switch (status) {
      case HttpStatus.NOT_FOUND_404 -> notFound();
      case HttpStatus.PAYLOAD_TOO_LARGE_413 -> tooLarge(ApiServer.MAX_BODY_BYTES);
      case HttpStatus.SERVICE_UNAVAILABLE_503 ->
          unavailable("The console is stopping. Send the request again later.");
      case HttpStatus.INTERNAL_SERVER_ERROR_500 ->
          new Problem(status, "The request could not be answered; the console's log says why.");
      default ->
          new Problem(
              status,
              "The request breaks HTTP; expected a valid HTTP/1.1 request with headers of at most 16 KB. Check the client.");
    };
  }

  ObjectNode json() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "about:blank")
            .put("title", HttpStatus.getMessage(status))
            .put("status", status)
            .put("detail", detail);
    if (pointer != null) {
      json.putArray("errors").addObject().put("detail", detail).put("pointer", pointer);
    }
    return json;
  }
}
