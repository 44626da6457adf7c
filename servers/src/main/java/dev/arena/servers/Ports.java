package dev.arena.servers;

import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports of the loopback interface. */
public final class Ports {
  /** Below the ephemeral ports that the system assigns to connections and to binds to port 0. */
  private static final int FIRST = 10_000;

  private static final int COUNT = 6_000;

  /** Goes round, so that a port is not named again before it could be bound. */
  private static final AtomicInteger NEXT = new AtomicInteger(new Random().nextInt(COUNT));

  private Ports() {}

  /**
   * A port that was free a moment ago, another each time; a caller must be ready to lose the race.
   * No system gives it away by itself, for example to a client that looks for the server which
   * comes back there.
   */
  public static int free() {
    for (int attempt = 0; attempt < COUNT; attempt++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      if (isFree(port)) {
        return port;
      }
    }
    throw new UserException(
        "%d ports between %d and %d were tried on the loopback interface; expected one that is free. Stop what listens there."
            .formatted(COUNT, FIRST, FIRST + COUNT - 1));
  }

  /**
   * Refuses a port that something else listens on.
   *
   * @param purpose who wants it, such as {@code Kafka}
   * @param flag with which another can be named, such as {@code --kafka-port}
   * @throws UserException naming the port and the flag
   */
  public static void requireFree(int port, String purpose, String flag) {
    requireNumber(port, flag);
    if (!isFree(port)) {
      throw new UserException(
          "port %d is in use; expected it free for %s. Stop what listens there, or name another with %s."
              .formatted(port, purpose, flag));
    }
  }

  /**
   * Refuses what is no port that one can name; 0 would be any.
   *
   * @param flag with which it was named
   */
  public static void requireNumber(int port, String flag) {
    if (port < 1 || port > 65535) {
      throw new UsageException("%s is %d; expected a port from 1 to 65535.".formatted(flag, port));
    }
  }

  /** Whether nothing listens on this port now. */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException inUse) {
      return false;
    }
  }
}
