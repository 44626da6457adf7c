package dev.arena.streamer.operations;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The open connections of a server: how many there may be, and how long each may take for what it
 * does. A client that is slow on purpose loses its connection, and a new one never waits for it.
 * Safe for use by many threads.
 *
 * @param <C> the connection, compared by identity
 */
final class OpenConnections<C extends AutoCloseable> {
  /** So many times the usual limit are open at most, however new they are. */
  private static final int FLOOD = 4;

  private final Limits limits;
  private final LongSupplier nanoClock;
  private final Object lock = new Object();
  // guarded by lock; the connection whose state changed first comes first
  private final Map<C, Since> open = new LinkedHashMap<>();

  /**
   * @param nanoClock such as {@code System::nanoTime}
   */
  OpenConnections(Limits limits, LongSupplier nanoClock) {
    this.limits = limits;
    this.nanoClock = nanoClock;
  }

  /**
   * What connections may do.
   *
   * @param connections how many may be open; one more closes the one that has waited longest
   * @param grace how long it must have waited for that: a server that is busy has not read yet what
   *     a new client has sent. Four times as many connections are the limit meanwhile
   * @param firstRequest from the connection's start until its first request is complete
   * @param response until a response is sent
   * @param nextRequest from a response until the next request is complete
   */
  record Limits(
      int connections,
      Duration grace,
      Duration firstRequest,
      Duration response,
      Duration nextRequest) {}

  private enum State {
    NEW,
    SERVED,
    KEPT_ALIVE
  }

  private record Since(State state, long nanos) {}

  /** A client has connected. */
  void opened(C connection) {
    List<C> tooMany = new ArrayList<>();
    synchronized (lock) {
      enter(connection, State.NEW);
      if (open.size() > limits.connections()) {
        Map.Entry<C, Since> first = longestWaiting(connection);
        long waited = nanoClock.getAsLong() - first.getValue().nanos();
        if (waited >= limits.grace().toNanos() || open.size() > FLOOD * limits.connections()) {
          tooMany.add(first.getKey());
        }
      }
      open.keySet().removeAll(tooMany);
    }
    tooMany.forEach(OpenConnections::close);
  }

  /** A request of the client is complete. */
  void served(C connection) {
    change(connection, State.SERVED);
  }

  /** The response to the client is sent. */
  void answered(C connection) {
    change(connection, State.KEPT_ALIVE);
  }

  /** The connection is closed, by whichever side. */
  void closed(C connection) {
    synchronized (lock) {
      open.remove(connection);
    }
  }

  /** Closes the connections that take longer than they may. */
  void closeOverdue() {
    long now = nanoClock.getAsLong();
    List<C> overdue = new ArrayList<>();
    synchronized (lock) {
      open.forEach(
          (connection, since) -> {
            if (now - since.nanos() > limit(since.state()).toNanos()) {
              overdue.add(connection);
            }
          });
      open.keySet().removeAll(overdue);
    }
    overdue.forEach(OpenConnections::close);
  }

  private Duration limit(State state) {
    return switch (state) {
      case NEW -> limits.firstRequest();
      case SERVED -> limits.response();
      case KEPT_ALIVE -> limits.nextRequest();
    };
  }

  private void change(C connection, State state) {
    synchronized (lock) {
      if (open.containsKey(connection)) { // else it is closed already
        enter(connection, state);
      }
    }
  }

  /** Called with the lock. */
  private void enter(C connection, State state) {
    open.remove(connection);
    open.put(connection, new Since(state, nanoClock.getAsLong()));
  }

  /** One that is served only where all others are. Called with the lock. */
  private Map.Entry<C, Since> longestWaiting(C newest) {
    for (Map.Entry<C, Since> entry : open.entrySet()) {
      if (entry.getValue().state() != State.SERVED && entry.getKey() != newest) {
        return entry;
      }
    }
    return open.entrySet().iterator().next();
  }

  private static void close(AutoCloseable connection) {
    try {
      connection.close();
    } catch (Exception alreadyBroken) {
      // there is nothing left to close
    }
  }
}
