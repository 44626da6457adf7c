package dev.arena.streamer.operations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A complete answer to an HTTP request. For HEAD, the server leaves out the body.
 *
 * @param contentType of the body
 */
record HttpAnswer(int status, String contentType, byte[] body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static HttpAnswer text(int status, String text) {
    return new HttpAnswer(
        status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  static HttpAnswer json(int status, JsonNode json) {
    try {
      return new HttpAnswer(status, "application/json", JSON.writeValueAsBytes(json));
    } catch (JsonProcessingException impossibleForATree) {
      throw new IllegalStateException(impossibleForATree);
    }
  }

  /**
   * Sends the answer without waiting for the client, which may read slowly.
   *
   * @param callback called when the answer is sent
   */
  void send(Response response, Callback callback) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }
}
