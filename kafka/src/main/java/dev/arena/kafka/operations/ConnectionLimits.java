package dev.arena.kafka.operations;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The limits on the connections of a Jetty server. {@link OpenConnections} says what they do.
 *
 * @param connections how many may be open; beyond that, those are closed that have waited longest
 *     for their client: for a complete request, or until it has taken its response
 * @param unread how many complete responses may wait for their clients, because each is in memory;
 *     beyond that, the connections that have waited longest are closed
 * @param grace how long they must have waited, because a busy server may not have read new data
 *     yet; until then up to four times as many may be open
 * @param request from the connection's start until the headers of its first request are complete,
 *     and from the headers of each request until its body is complete
 * @param response from a complete request until its response is complete
 * @param delivery from a complete response until the client has taken it
 * @param nextRequest from a response until the headers of the next request are complete
 * @param whenAllAreServed what happens beyond {@code connections} if the requests of all others are
 *     complete
 */
public record ConnectionLimits(
    int connections,
    int unread,
    Duration grace,
    Duration request,
    Duration response,
    Duration delivery,
    Duration nextRequest,
    WhenAllAreServed whenAllAreServed) {
  /** Which connection is closed for a new one, if the requests of all others are complete. */
  public enum WhenAllAreServed {
    /** The one whose request has been complete for longest. */
    CLOSE_OLDEST,
    /** The new one: responses may take long. */
    CLOSE_NEWEST
  }

  /**
   * Makes a server keep these limits, from its start on.
   *
   * @param connector not started; its connections are limited
   * @param answers handles requests, each of which is complete when it gets there
   * @param reading returns a handler that reads a request completely and then calls the given one
   * @return handles requests in place of {@code answers}
   */
  public Handler.Wrapper on(
      ServerConnector connector, Handler answers, UnaryOperator<Handler> reading) {
    OpenConnections<EndPoint> open = new OpenConnections<>(this, System::nanoTime);
    connector.setIdleTimeout(nextRequest.toMillis());
    connector.addBean(following(open));
    Server server = connector.getServer();
    server.addEventListener(
        new LifeCycle.Listener() {
          @Override
          public void lifeCycleStarted(LifeCycle started) {
            closeOverdueRegularly(open, server.getScheduler());
          }
        });
    return counting(open, reading.apply(served(open, answers)));
  }

  private static Connection.Listener following(OpenConnections<EndPoint> open) {
    return new Connection.Listener() {
      @Override
      public void onOpened(Connection connection) {
        open.opened(connection.getEndPoint());
      }

      @Override
      public void onClosed(Connection connection) {
        open.closed(connection.getEndPoint());
      }
    };
  }

  private static Handler.Wrapper counting(OpenConnections<EndPoint> open, Handler reading) {
    return new Handler.Wrapper(reading) {
      @Override
      public boolean handle(Request request, Response response, Callback callback)
          throws Exception {
        EndPoint client = client(request);
        open.reading(client);
        Request.addCompletionListener(request, failure -> open.answered(client));
        return super.handle(request, response, callback);
      }
    };
  }

  private static Handler served(OpenConnections<EndPoint> open, Handler answers) {
    return new Handler.Wrapper(answers) {
      @Override
      public boolean handle(Request request, Response response, Callback callback)
          throws Exception {
        EndPoint client = client(request);
        open.served(client);
        return super.handle(
            request, new Observed(request, response, () -> open.sending(client)), callback);
      }
    };
  }

  /** A response that says when it is complete. */
  private static final class Observed extends Response.Wrapper {
    private final Runnable complete;

    Observed(Request request, Response response, Runnable complete) {
      super(request, response);
      this.complete = complete;
    }

    @Override
    public void write(boolean last, @Nullable ByteBuffer content, Callback callback) {
      if (last) {
        complete.run();
      }
      super.write(last, content, callback);
    }
  }

  private static EndPoint client(Request request) {
    return request.getConnectionMetaData().getConnection().getEndPoint();
  }

  private static void closeOverdueRegularly(OpenConnections<?> open, Scheduler scheduler) {
    scheduler.schedule(
        () -> {
          open.closeOverdue();
          closeOverdueRegularly(open, scheduler);
        },
        1,
        TimeUnit.SECONDS);
  }
}
