package dev.arena.console.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers a request whose body has not been read completely, and then drops the rest of the body,
 * up to a limit: many clients look for an answer only when they have sent everything, and would see
 * a closed connection instead of the answer. No thread waits for the client.
 */
final class Refusal {
  private static final long MAX_DROPPED_BYTES = 4L * ApiServer.MAX_BODY_BYTES;

  private Refusal() {}

  static void send(Answer answer, Request request, Response response, Callback callback) {
    // a client that expects 100 sends no body after a final answer
    boolean sendsNoMore = request.getHeaders().contains(HttpHeader.EXPECT);
    answer.send(
        response,
        sendsNoMore ? callback : Callback.from(new Remainder(request, callback), callback::failed));
  }

  /** The rest of a body; called again whenever more of it is there. */
  private static final class Remainder implements Runnable {
    private final Request request;
    private final Callback callback;
    private long dropped;

    Remainder(Request request, Callback callback) {
      this.request = request;
      this.callback = callback;
    }

    @Override
    public void run() {
      boolean ended = false;
      while (!ended) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          request.demand(this);
          return;
        }
        dropped += chunk.remaining();
        ended = chunk.isLast() || Content.Chunk.isFailure(chunk) || dropped > MAX_DROPPED_BYTES;
        chunk.release();
      }
      callback.succeeded(); // if there is more, Jetty closes the connection
    }
  }
}
