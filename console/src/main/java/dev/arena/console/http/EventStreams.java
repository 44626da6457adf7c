package dev.arena.console.http;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A handler that sends events to clients until their streams end. No thread waits for a client: one
 * task of the server's scheduler serves all, twice a second. Safe for use by many threads.
 *
 * <p>It stands before {@link RequestsInProgress}, so that a stop does not wait for streams, and
 * before {@link AnswerBuffer}.
 */
final class EventStreams extends Handler.Wrapper {
  private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
  private static final long INTERVAL_MILLIS = 500;

  private final Events events;
  private final ErrorAnswers errors;
  private final EventStream.Times times;
  private final LongSupplier nanoClock;

  /** Each with whether its client has signed in. */
  private final Map<EventStream, Boolean> open = new HashMap<>(); // guarded by this

  private boolean stopped; // guarded by this

  /**
   * @param handler of other requests
   */
  EventStreams(
      Handler handler, ApiServer.Content content, EventStream.Times times, LongSupplier nanoClock) {
    super(handler);
    this.events = content.events();
    this.errors = content.errors();
    this.times = times;
    this.nanoClock = nanoClock;
  }

  /** What {@link RequestChecks} knows of the events. */
  static Endpoint endpoint() {
    return Endpoint.get(
        Events.PATH,
        Endpoint.Access.PUBLIC,
        request -> {
          throw new IllegalStateException("this handler answers before the endpoint is called");
        });
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    schedule();
  }

  private void schedule() {
    getServer()
        .getScheduler()
        .schedule(
            () -> {
              if (advance()) {
                schedule();
              }
            },
            INTERVAL_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private synchronized boolean advance() {
    open.keySet().removeIf(stream -> !isOpen(stream));
    return !stopped;
  }

  private boolean isOpen(EventStream stream) {
    try {
      return stream.advance(events.versions(), nanoClock.getAsLong());
    } catch (RuntimeException failed) { // Jetty, if the connection has failed meanwhile
      LOG.debug("A stream of events has failed", failed);
      return false;
    }
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (!isForEvents(request)) {
      return super.handle(request, response, callback);
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
    // nginx would collect the events
    response.getHeaders().put("X-Accel-Buffering", "no");
    if (request.getMethod().equals("HEAD")) {
      response.write(true, BufferUtil.EMPTY_BUFFER, callback);
    } else if (!open(request, response, callback)) {
      errors
          .answer(
              Problem.unavailable(
                  "The console is stopping, or already sends events to %d clients, or to %d who have not signed in; expected fewer. The pages work without events."
                      .formatted(Events.MAX_CLIENTS, Events.MAX_ANONYMOUS)),
              request)
          .send(response, callback);
    }
    return true;
  }

  private synchronized boolean open(Request request, Response response, Callback callback) {
    boolean authorized = RequestChecks.isAuthorized(request);
    if (stopped
        || open.size() >= Events.MAX_CLIENTS
        || (!authorized && anonymous() >= Events.MAX_ANONYMOUS)) {
      return false;
    }
    EndPoint client = request.getConnectionMetaData().getConnection().getEndPoint();
    EventStream stream =
        new EventStream(response, callback, client::close, times, nanoClock.getAsLong());
    open.put(stream, authorized);
    stream.open(events.versions());
    return true;
  }

  private synchronized long anonymous() {
    return open.values().stream().filter(authorized -> !authorized).count();
  }

  static boolean isForEvents(Request request) {
    return RequestChecks.of(request)
        .filter(checked -> checked.endpoint().path().equals(Events.PATH))
        .isPresent();
  }

  /** How many clients listen. */
  synchronized int clients() {
    return open.size();
  }

  /** Ends all streams and refuses further ones. */
  synchronized void end() {
    stopped = true;
    for (EventStream stream : open.keySet()) {
      try {
        stream.end();
      } catch (RuntimeException failed) {
        LOG.debug("A stream of events has failed", failed);
      }
    }
    open.clear();
  }
}
