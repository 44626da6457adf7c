package dev.arena.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.arena.kafka.failure.Causes;
import dev.arena.kafka.operations.ConnectionLimits;
import dev.arena.schemas.failure.UserException;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves endpoints over HTTP. Every failure is answered with a {@link Problem}.
 *
 * <p>A request occupies a thread only once its body is complete, and none while the model works; so
 * slow clients and a slow model leave threads for others (docs/decisions/0067).
 */
public final class ApiServer implements AutoCloseable {
  /** The largest body of a request. */
  public static final int MAX_BODY_BYTES = 1 << 20;

  /** The path of requests for no endpoint, in {@link RequestObserver}. */
  public static final String OTHER_PATH = "other";

  /** How many requests of visitors who have not signed in may be running or waiting. */
  public static final int MAX_ANONYMOUS =
      AnonymousRequests.MAX_RUNNING + AnonymousRequests.MAX_WAITING;

  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

  private static final int MAX_HEADER_BYTES = 16_384;
  private static final int MAX_THREADS = 32;
  private static final int MIN_THREADS = 4;
  private static final Duration THREAD_IDLE = Duration.ofSeconds(10);

  /** Ids and slices are in paths. */
  private static final UriCompliance ANY_TEXT_IN_SEGMENTS =
      UriCompliance.RFC3986.with(
          "arena",
          UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
          UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
          UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS);

  /** How long the model may take: longer than a batch takes, even on a slow machine. */
  public static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

  /** How many answers may wait for their clients; a page may have 150 KB. */
  private static final int MAX_UNREAD = 256;

  /** How long a client may take to read its answer. */
  private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(30);

  /** How long a stop waits for complete requests. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

  private final Javalin javalin;
  private final ServerConnector connector;
  private final RequestsInProgress inProgress;
  private final EventStreams events;

  /**
   * What is served.
   *
   * @param endpoints each with another path or method
   * @param visitors knows who sends a request
   * @param connections how many clients may be connected, including {@link Events#MAX_CLIENTS} that
   *     listen to events, and {@link ApiServer#MAX_ANONYMOUS} who have not signed in; each may hold
   *     a body, so their number bounds the memory
   * @param errorPage renders a problem for a browser that has asked for a page; called by many
   *     threads
   * @param events sent to pages that are open
   */
  public record Content(
      List<Endpoint> endpoints,
      Visitors visitors,
      int connections,
      Function<Problem, String> errorPage,
      Events events) {
    public Content {
      endpoints = List.copyOf(endpoints);
    }

    /**
     * Content without pages: sessions end with the server, and nothing is published.
     *
     * @param token clients must send it to use some endpoints; empty if they need none
     */
    public Content(List<Endpoint> endpoints, Optional<AccessToken> token, int connections) {
      this(
          endpoints,
          new Visitors(
              token, Signer.of(null, new SecureRandom()), Clock.systemUTC(), new SecureRandom()),
          connections,
          Problem::detail,
          new Events());
    }

    ErrorAnswers errors() {
      return new ErrorAnswers(errorPage);
    }

    Routes routes() {
      List<Endpoint> all = new ArrayList<>(endpoints);
      all.add(EventStreams.endpoint());
      all.add(ExternalLink.endpoint());
      return new Routes(all);
    }
  }

  /** An observer of answered requests, for metrics; called by many threads. */
  @FunctionalInterface
  public interface RequestObserver {
    /**
     * A request was answered.
     *
     * @param path that of the endpoint, with names in braces, or {@link #OTHER_PATH}
     * @param status the HTTP status
     * @param nanos from the end of the request's headers to the end of its answer
     */
    void answered(String path, int status, long nanos);
  }

  private ApiServer(Javalin javalin, RequestsInProgress inProgress, EventStreams events) {
    this.javalin = javalin;
    this.connector = (ServerConnector) javalin.jettyServer().server().getConnectors()[0];
    this.inProgress = inProgress;
    this.events = events;
  }

  /**
   * Starts the server.
   *
   * @param address the address to listen on; port 0 for any free port
   * @param daemons creates the threads that answer requests
   * @throws UserException if the server cannot listen on the address
   */
  public static ApiServer start(
      InetSocketAddress address, Content content, RequestObserver observer, ThreadFactory daemons) {
    RequestsInProgress inProgress = new RequestsInProgress();
    AnswerBuffer buffer = new AnswerBuffer();
    buffer.setHandler(new AnonymousRequests(content.errors()));
    inProgress.setHandler(buffer);
    EventStreams events =
        new EventStreams(inProgress, content, EventStream.Times.DEFAULT, System::nanoTime);
    QueuedThreadPool threads =
        new QueuedThreadPool(
            MAX_THREADS, MIN_THREADS, (int) THREAD_IDLE.toMillis(), 0, null, null, daemons);
    Javalin javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.startup.startupWatcherEnabled = false;
              config.http.maxRequestSize = MAX_BODY_BYTES;
              config.router.ignoreTrailingSlashes = false;
              config.http.compressionStrategy = CompressionStrategy.NONE;
              config.jetty.threadPool = threads;
              config.jetty.modifyServer(
                  server -> {
                    server.setStopTimeout(0); // close() waits
                    server.addConnector(connector(server, address));
                    server.setHandler(limited(server, events, content));
                    server.setErrorHandler(
                        (request, response, callback) ->
                            refuse(content.errors(), request, response, callback));
                    server.setRequestLog(log(observer));
                  });
              // RequestChecks decodes segments of paths after they are split
              config.jetty.modifyServletContextHandler(
                  servlets -> servlets.getServletHandler().setDecodeAmbiguousURIs(true));
              route(config, content);
            });
    try {
      return new ApiServer(javalin.start(), inProgress, events);
    } catch (RuntimeException taken) {
      javalin.stop();
      throw new UserException(
          "cannot serve the API on %s:%d: %s. Expected an address of this machine and a free port. Set another arena.console.port (0 for any that is free), or look at arena.console.host."
              .formatted(
                  address.getHostString(), address.getPort(), Causes.root(taken).getMessage()),
          taken);
    }
  }

  /** The port that the server listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** How many clients listen to events. */
  public int eventClients() {
    return events.clients();
  }

  /**
   * Accepts no more connections, ends the streams of events, answers further requests with 503, and
   * waits until the complete ones are answered, or a timeout. Call at most once.
   */
  @Override
  public void close() {
    connector.close();
    events.end();
    try {
      if (!inProgress.stop(STOP_TIMEOUT)) {
        LOG.warn("Requests were not answered within {} s of the stop", STOP_TIMEOUT.toSeconds());
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    javalin.stop();
  }

  private static ServerConnector connector(Server server, InetSocketAddress address) {
    HttpConfiguration http = new HttpConfiguration();
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    http.setSendServerVersion(false);
    http.setUriCompliance(ANY_TEXT_IN_SEGMENTS);
    http.setUseInputDirectByteBuffers(false);
    http.setUseOutputDirectByteBuffers(false);
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(address.getHostString());
    connector.setPort(address.getPort());
    return connector;
  }

  /**
   * Checks the headers of a request, collects its body, and only then counts it as complete. The
   * innermost handler becomes that of Javalin.
   */
  private static Handler.Wrapper limited(Server server, EventStreams answers, Content content) {
    ServerConnector connector = (ServerConnector) server.getConnectors()[0];
    return new SecurityHeaders(
        limits(content)
            .on(
                connector,
                answers,
                complete ->
                    new RequestChecks(
                        new BodyCollector(complete, MAX_BODY_BYTES, content.errors()),
                        content.routes(),
                        content,
                        connector.getHost())));
  }

  private static ConnectionLimits limits(Content content) {
    return new ConnectionLimits(
        content.connections(),
        MAX_UNREAD,
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        ANSWER_TIMEOUT.plusSeconds(30),
        DELIVERY_TIMEOUT,
        Duration.ofSeconds(75),
        ConnectionLimits.WhenAllAreServed.CLOSE_NEWEST);
  }

  /** Streams of events are no requests that take long, so they are not observed. */
  private static RequestLog log(RequestObserver observer) {
    return (request, response) -> {
      if (response.getStatus() != HttpStatus.OK_200 || !EventStreams.isForEvents(request)) {
        observer.answered(
            RequestChecks.of(request).map(checked -> checked.endpoint().path()).orElse(OTHER_PATH),
            response.getStatus(),
            NanoTime.since(request.getHeadersNanoTime()));
      }
    };
  }

  private static void route(JavalinConfig config, Content content) {
    Dispatcher dispatcher = new Dispatcher(content);
    config.routes.get("/*", dispatcher::answer);
    config.routes.head("/*", dispatcher::answer);
    config.routes.post("/*", dispatcher::answer);
    config.routes.exception(
        Exception.class, (failure, context) -> fail(failure, context, content.errors()));
    // instead of Javalin's own handler
    config.routes.exception(
        HttpResponseException.class,
        (failure, context) -> fail(failure, context, content.errors()));
    config.router.javaLangErrorHandler(ApiServer::fail);
  }

  private static void fail(Exception failure, Context context, ErrorAnswers errors) {
    Answer answer =
        errors.answer(Failures.problem(failure), context.path(), context.header("Accept"));
    context.status(answer.status());
    answer.headers().forEach(context::header);
    context.contentType(answer.contentType()).result(answer.body());
  }

  private static void fail(HttpServletResponse response, Error failure) {
    Problem problem = Failures.problem(failure);
    response.setStatus(problem.status());
    response.setContentType(Problem.CONTENT_TYPE);
    try {
      response.getOutputStream().write(problem.json().toString().getBytes(UTF_8));
    } catch (IOException gone) {
      LOG.debug("The client has disconnected", gone);
    }
  }

  /** Answers requests that Jetty itself refuses, for example because the body is too large. */
  private static boolean refuse(
      ErrorAnswers errors, Request request, Response response, Callback callback) {
    errors.answer(Problem.of(response.getStatus()), request).send(response, callback);
    return true;
  }
}
