package dev.arena.servers;

import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of the loopback interface. */
public final class Ports {
  private Ports() {}

  /** A port that was free a moment ago; whoever binds it must be ready to lose the race. */
  public static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new UncheckedIOException("no free port on the loopback interface", none);
    }
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
