package dev.arena.kafka.operations;

import dev.arena.cli.config.ConfigKey;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.config.ServiceKeys;
import dev.arena.kafka.failure.Causes;
import dev.arena.kafka.health.Health;
import dev.arena.schemas.failure.UserException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadFactory;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /health/live}, {@code /health/ready}, {@code /info} and {@code /metrics} over HTTP,
 * even while clients hold connections open, send a byte now and then, or do not read.
 *
 * <p>Jetty needs no thread to wait for a client, and {@link ConnectionLimits} bound how many
 * clients there are and how long they may take. So probes always find a connection and a thread
 * (docs/decisions/0036).
 */
public final class OperationsServer implements AutoCloseable {
  /** Allows for a busy machine; a complete request fits into one packet. */
  static final ConnectionLimits LIMITS =
      new ConnectionLimits(
          512,
          512,
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(75),
          ConnectionLimits.WhenAllAreServed.CLOSE_OLDEST);

  private static final Logger LOG = LoggerFactory.getLogger(OperationsServer.class);
  private static final int MAX_HEADER_BYTES = 16_384;

  /** Two wait for connections and their bytes; the others answer requests. */
  private static final int MAX_THREADS = 16;

  private static final int MIN_THREADS = 4;
  private static final Duration THREAD_IDLE = Duration.ofSeconds(10);

  /** Connections that the kernel queues until the server accepts them. */
  private static final int BACKLOG = 1024;

  private final Server server;
  private final ServerConnector connector;

  /** The data that the endpoints show. */
  public record Shown(Health health, Meters meters, ServiceInfo info) {}

  private OperationsServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Starts the server.
   *
   * @param address the address to listen on; port 0 for any free port
   * @param daemons creates the threads that answer requests
   * @throws UserException if the server cannot listen on the address
   */
  static OperationsServer start(InetSocketAddress address, ThreadFactory daemons, Shown shown) {
    return start(address, daemons, shown, LIMITS);
  }

  static OperationsServer start(
      InetSocketAddress address, ThreadFactory daemons, Shown shown, ConnectionLimits limits) {
    QueuedThreadPool threads =
        new QueuedThreadPool(
            MAX_THREADS, MIN_THREADS, (int) THREAD_IDLE.toMillis(), 0, null, null, daemons);
    Server server =
        new Server(threads, new ScheduledExecutorScheduler("arena-http-timer", true), null);
    ServerConnector connector =
        new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration()));
    connector.setHost(address.getHostString());
    connector.setPort(address.getPort());
    connector.setAcceptQueueSize(BACKLOG);
    server.addConnector(connector);
    server.setHandler(limits.on(connector, new OperationsHandler(shown), UnaryOperator.identity()));
    server.setErrorHandler(OperationsServer::refuse);
    server.setStopTimeout(0);
    OperationsServer started = new OperationsServer(server, connector);
    try {
      server.start();
      return started;
    } catch (Exception taken) {
      started.close();
      throw cannotServe(
          address.getHostString(),
          address.getPort(),
          String.valueOf(Causes.root(taken).getMessage()),
          taken);
    }
  }

  /**
   * Starts the server as the configuration says.
   *
   * @param port the service's key for the port
   * @param daemons creates the threads that answer requests
   * @return the server; empty if the port is off
   * @throws UserException if the server cannot listen on the address
   */
  public static Optional<OperationsServer> start(
      Configuration configuration,
      ConfigKey<OptionalInt> port,
      ThreadFactory daemons,
      Shown shown) {
    OptionalInt number = configuration.get(port);
    if (number.isEmpty()) {
      return Optional.empty();
    }
    String host = configuration.get(ServiceKeys.HTTP_HOST);
    return Optional.of(start(new InetSocketAddress(host, number.getAsInt()), daemons, shown));
  }

  /** The error for an address that the server cannot listen on, with what to do. */
  public static UserException cannotServe(String host, int port, String reason, Throwable cause) {
    return new UserException(
        "cannot serve health and metrics on %s:%d: %s. Pass --set arena.http.port=PORT (0 for any that is free, off for none), or look at arena.http.host."
            .formatted(host, port, reason),
        cause);
  }

  /** The port that the server listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception failed) {
      LOG.warn("Stopping the server for health and metrics failed", failed);
    }
  }

  private static HttpConfiguration configuration() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setRequestHeaderSize(MAX_HEADER_BYTES);
    configuration.setSendServerVersion(false);
    // the direct memory is for Kafka's clients
    configuration.setUseInputDirectByteBuffers(false);
    configuration.setUseOutputDirectByteBuffers(false);
    return configuration;
  }

  /** Answers requests that Jetty itself refuses, for example because a header is too large. */
  private static boolean refuse(Request request, Response response, Callback callback) {
    OperationsHandler.HttpAnswer.text(response.getStatus(), "this request cannot be answered\n")
        .send(response, callback);
    return true;
  }
}
