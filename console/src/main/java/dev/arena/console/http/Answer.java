package dev.arena.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

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

  /** Whether there is a header, named as the endpoint names it. */
  boolean has(String header) {
    return headers.containsKey(header);
  }

  /** Whether this is a page. */
  boolean isPage() {
    return contentType.equals(HTML);
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

  /** Answers a request that does not get to an endpoint, without waiting for the client. */
  void send(Response response, Callback callback) {
    response.setStatus(status);
    SecurityHeaders.addTo(response.getHeaders());
    headers.forEach(response.getHeaders()::put);
    if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close"); // the next one may go elsewhere
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }
}
