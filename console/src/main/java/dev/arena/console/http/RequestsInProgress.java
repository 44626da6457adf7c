package dev.arena.console.http;

import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A handler that counts requests until they are answered, and refuses further ones with 503 once it
 * is stopped. Safe for use by many threads.
 *
 * <p>Jetty's {@code GracefulHandler} also waits for requests whose connection was closed before
 * their body was complete, for which it never learns that they have ended (12.1.14).
 */
final class RequestsInProgress extends Handler.Wrapper {
  /** One party for each request, and one until this is stopped. */
  private final Phaser parties = new Phaser(1);

  private volatile boolean stopped;

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (stopped || parties.register() < 0) {
      Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
      return true;
    }
    boolean handled = false;
    try {
      handled =
          super.handle(request, response, Callback.from(callback, parties::arriveAndDeregister));
      return handled;
    } finally {
      if (!handled) {
        parties.arriveAndDeregister();
      }
    }
  }

  /**
   * Refuses further requests, and waits for those in progress. Call at most once.
   *
   * @return whether all have been answered in time
   */
  boolean stop(Duration timeout) throws InterruptedException {
    stopped = true;
    int phase = parties.arriveAndDeregister();
    try {
      parties.awaitAdvanceInterruptibly(phase, timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException late) {
      return false;
    }
  }
}
