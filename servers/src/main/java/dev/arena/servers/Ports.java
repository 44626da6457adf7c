package dev.arena.servers;

import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Free ports on the loopback interface, and checks of port numbers. */
public final class Ports {
  /**
   * The first port to try, below the ephemeral ports that the system assigns to connections and to
   * binds to port 0.
   */
  private static final int FIRST = 10_000;

  private static final int COUNT = 6_000;

  /** Wraps around, so that a port is not returned again before a caller could bind it. */
  private static final AtomicInteger NEXT = new AtomicInteger(new Random().nextInt(COUNT));

  private Ports() {}

  /**
   * Returns a port that was free a moment ago, a different one on each call. Another process can
   * still take the port before the caller binds it. The system never assigns these ports itself,
   * for example to a client that reconnects to a server that is being restarted.
   */
  public static int free() {
    for (int attempt = 0; attempt < COUNT; attempt++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      if (isFree(port)) {
        return port;
      }
    }
    throw new UserException(
        "all %d ports from %d to %d on the loopback interface are in use; expected a free one. Stop the processes that listen on them."
            .formatted(COUNT, FIRST, FIRST + COUNT - 1));
  }

  /**
   * Rejects a port that is in use.
   *
   * @param purpose what needs the port, such as {@code Kafka}
   * @param flag option that sets the port, such as {@code --kafka-port}
   * @throws UserException if it is in use; the message names the port and the option
   */
  public static void requireFree(int port, String purpose, String flag) {
    requireNumber(port, flag);
    if (!isFree(port)) {
      throw new UserException(
          "port %d is in use; expected it to be free for %s. Stop the process that listens on it, or choose another port with %s."
              .formatted(port, purpose, flag));
    }
  }

  /**
   * Rejects a number that is not a valid port; port 0 would mean any free port.
   *
   * @param flag option that sets the port
   */
  public static void requireNumber(int port, String flag) {
    if (port < 1 || port > 65535) {
      throw new UsageException("%s is %d; expected a port from 1 to 65535.".formatted(flag, port));
    }
  }

  /** Whether no process listens on this port now. */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException inUse) {
      return false;
    }
  }
}
