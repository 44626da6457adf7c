package dev.arena.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/**
 * The answer of an endpoint.
 *
 * @param status the HTTP status
 * @param contentType of the body
 * @param body its bytes; not copied, must not be changed
 * @param headers further ones
 */
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
  private static final String HTML = "text/html; charset=utf-8";
  private static final String CSV = "text/csv; charset=utf-8";

  public Answer {
    headers = Map.copyOf(headers);
  }

  /** A JSON value. */
  public static Answer json(JsonNode json) {
    return ok(RequestChecks.JSON, json.toString());
  }

  /** A JSON text in UTF-8. */
  public static Answer jsonText(byte[] json) {
    return new Answer(HttpStatus.OK_200, RequestChecks.JSON, json, Map.of());
  }

  /** A page. */
  public static Answer html(String page) {
    return ok(HTML, page);
  }

  /** A table. */
  public static Answer csv(String table) {
    return ok(CSV, table);
  }

  /** Sends the browser to another page with GET. */
  public static Answer redirect(String location) {
    return new Answer(HttpStatus.SEE_OTHER_303, HTML, new byte[0], Map.of("Location", location));
  }

  private static Answer ok(String contentType, String body) {
    return new Answer(HttpStatus.OK_200, contentType, body.getBytes(UTF_8), Map.of());
  }

  /** The same answer with another header. */
  public Answer withHeader(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(name, value);
    return new Answer(status, contentType, body, all);
  }

  /** The same answer with another status. */
  public Answer withStatus(int other) {
    return new Answer(other, contentType, body, headers);
  }
}
