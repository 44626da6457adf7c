package dev.arena.console.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A handler that collects the body of a request before it passes the request on. No thread waits
 * for the client. Safe for use by many threads.
 *
 * <p>Jetty's {@code EagerContentHandler} keeps each part of a body as it arrives, in a network
 * buffer of its own: a body that arrives byte by byte takes thousands of times its size (12.1.14).
 * This one copies the bytes.
 */
final class BodyCollector extends Handler.Wrapper {
  /** The largest body of a request that anyone may send. */
  private static final int MAX_PUBLIC_BYTES = 16_384;

  private final int maxBytes;
  private final ErrorAnswers errors;

  /**
   * @param maxBytes a larger body is refused with 413
   */
  BodyCollector(Handler handler, int maxBytes, ErrorAnswers errors) {
    super(handler);
    this.maxBytes = maxBytes;
    this.errors = errors;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int limit = limit(request);
    if (request.getLength() > limit) {
      refuse(limit, request, response, callback);
    } else {
      new Reading(limit, request, response, callback).run();
    }
    return true;
  }

  /** Strangers send little, so that they cannot fill the memory. */
  private int limit(Request request) {
    return RequestChecks.of(request)
        .filter(checked -> checked.endpoint().access() == Endpoint.Access.PUBLIC)
        .map(checked -> Math.min(maxBytes, MAX_PUBLIC_BYTES))
        .orElse(maxBytes);
  }

  private void refuse(int limit, Request request, Response response, Callback callback) {
    Refusal.send(errors.answer(Problem.tooLarge(limit), request), request, response, callback);
  }

  /** The reading of one body; called again whenever more of it is there. */
  private final class Reading implements Runnable {
    private final int limit;
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    Reading(int limit, Request request, Response response, Callback callback) {
      this.limit = limit;
      this.request = request;
      this.response = response;
      this.callback = callback;
    }

    @Override
    public void run() {
      while (true) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          request.demand(this);
          return;
        }
        if (Content.Chunk.isFailure(chunk)) {
          Response.writeError(request, response, callback, chunk.getFailure());
          return;
        }
        append(chunk.getByteBuffer());
        boolean last = chunk.isLast();
        chunk.release();
        if (body.size() > limit) {
          refuse(limit, request, response, callback);
          return;
        }
        if (last) {
          pass();
          return;
        }
      }
    }

    private void append(ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      body.writeBytes(copy);
    }

    private void pass() {
      try {
        if (!BodyCollector.super.handle(
            new Collected(request, body.toByteArray()), response, callback)) {
          Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
        }
      } catch (Exception failed) {
        Response.writeError(request, response, callback, failed);
      }
    }
  }

  /** A request whose body is in memory. */
  private static final class Collected extends Request.Wrapper {
    private final Content.Source body;

    Collected(Request request, byte[] body) {
      super(request);
      this.body = new ByteBufferContentSource(ByteBuffer.wrap(body));
    }

    @Override
    public Content.Chunk read() {
      return body.read();
    }

    @Override
    public void demand(Runnable demandCallback) {
      body.demand(demandCallback);
    }

    @Override
    public void fail(Throwable failure) {
      body.fail(failure);
    }
  }
}
