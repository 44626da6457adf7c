package dev.arena.console.http;

import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A handler that answers only some anonymous requests, those of visitors who have not signed in, at
 * the same time: further ones wait, and beyond a limit are refused with 503. So however many there
 * are, threads remain for visitors who have signed in. Safe for use by many threads.
 *
 * <p>It stands behind {@link AnswerBuffer}, so a client that does not read its answer is not
 * counted. Jetty's {@code QoSHandler} counts it until it has disconnected.
 */
final class AnonymousRequests extends Handler.Wrapper {
  /** Half of the server's threads. */
  static final int MAX_RUNNING = 16;

  /** More than anonymous clients listen to events, whose pages are all loaded when one comes. */
  static final int MAX_WAITING = 256;

  private final ErrorAnswers errors;
  private final Deque<Runnable> waiting = new ArrayDeque<>(); // guarded by this
  private int running; // guarded by this

  AnonymousRequests(ErrorAnswers errors) {
    this.errors = errors;
  }

  private enum Turn {
    NOW,
    LATER,
    NEVER
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (RequestChecks.isAuthorized(request)) {
      return super.handle(request, response, callback);
    }
    Callback ended = Callback.from(callback, this::next);
    switch (turn(() -> answer(request, response, ended))) {
      case NOW -> answer(request, response, ended);
      case LATER -> {} // next() runs it
      case NEVER ->
          errors
              .answer(
                  Problem.unavailable(
                      "%d requests of visitors who have not signed in are waiting; expected fewer. Send the request again later, or sign in."
                          .formatted(MAX_WAITING)),
                  request)
              .send(response, callback);
    }
    return true;
  }

  private synchronized Turn turn(Runnable answer) {
    if (running < MAX_RUNNING) {
      running++;
      return Turn.NOW;
    }
    return waiting.size() < MAX_WAITING && waiting.add(answer) ? Turn.LATER : Turn.NEVER;
  }

  private void answer(Request request, Response response, Callback ended) {
    try {
      if (!super.handle(request, response, ended)) {
        Response.writeError(request, response, ended, HttpStatus.NOT_FOUND_404);
      }
    } catch (Exception failed) {
      Response.writeError(request, response, ended, failed);
    }
  }

  /** A request is answered: the one that has waited longest takes its place. */
  private void next() {
    Runnable next;
    synchronized (this) {
      next = waiting.poll();
      if (next == null) {
        running--;
      }
    }
    if (next != null) {
      getServer().getThreadPool().execute(next);
    }
  }
}
