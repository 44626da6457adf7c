package dev.arena.console.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A handler that collects an answer and sends it once it is complete. No thread waits for the
 * client to read: a servlet's own writes would. Safe for use by many threads.
 */
final class AnswerBuffer extends Handler.Wrapper {
  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Buffered buffered = new Buffered(request, response);
    return super.handle(
        request, buffered, Callback.from(() -> buffered.send(callback), callback::failed));
  }

  /** A response whose body is in memory. For use by one thread at a time. */
  private static final class Buffered extends Response.Wrapper {
    private ByteArrayOutputStream body = new ByteArrayOutputStream();

    Buffered(Request request, Response response) {
      super(request, response);
    }

    @Override
    public void write(boolean last, @Nullable ByteBuffer bytes, Callback callback) {
      if (bytes != null) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        body.writeBytes(copy);
      }
      callback.succeeded();
    }

    @Override
    public void reset() {
      body.reset();
      super.reset();
    }

    void send(Callback callback) {
      byte[] bytes = body.toByteArray();
      body = new ByteArrayOutputStream(0); // the client may take long, and needs one copy only
      getWrapped().write(true, ByteBuffer.wrap(bytes), callback);
    }
  }
}
