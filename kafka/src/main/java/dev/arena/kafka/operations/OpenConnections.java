package dev.arena.kafka.operations;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Limits the open connections of a server: how many there are, and how long each may take for each
 * step. A deliberately slow client loses its connection, and a new client never waits for it. Safe
 * for use by many threads.
 *
 * @param <C> the connection, compared by identity
 */
final class OpenConnections<C extends AutoCloseable> {
  /** At most this many times the usual limit may be open, however new the connections are. */
  private static final int FLOOD = 4;

  private final ConnectionLimits limits;
  private final LongSupplier nanoClock;
  private final Object lock = new Object();
  // guarded by lock; ordered by the time of the last state change
  private final Map<C, Since> open = new LinkedHashMap<>();

  /**
   * @param nanoClock such as {@code System::nanoTime}
   */
  OpenConnections(ConnectionLimits limits, LongSupplier nanoClock) {
    this.limits = limits;
    this.nanoClock = nanoClock;
  }

  private enum State {
    NEW,
    READING,
    SERVED,
    SENDING,
    KEPT_ALIVE
  }

  private record Since(State state, long nanos) {}

  /** A client has connected. */
  void opened(C connection) {
    synchronized (lock) {
      enter(connection, State.NEW);
    }
    closeEach(() -> surplus(connection));
  }

  /** The headers of a request are there; its body may follow. */
  void reading(C connection) {
    change(connection, State.READING);
  }

  /** A request of the client is complete. */
  void served(C connection) {
    change(connection, State.SERVED);
  }

  /** The response is complete; the client has not taken all of it. */
  void sending(C connection) {
    change(connection, State.SENDING);
    closeEach(this::surplusOfUnread);
  }

  /** The response to the client is sent. */
  void answered(C connection) {
    change(connection, State.KEPT_ALIVE);
  }

  /** The connection is closed, by either side. */
  void closed(C connection) {
    synchronized (lock) {
      open.remove(connection);
    }
  }

  /** Closes the connections that have exceeded their time. */
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
      case NEW, READING -> limits.request();
      case SERVED -> limits.response();
      case SENDING -> limits.delivery();
      case KEPT_ALIVE -> limits.nextRequest();
    };
  }

  private void change(C connection, State state) {
    synchronized (lock) {
      if (open.containsKey(connection)) { // otherwise it is already closed
        enter(connection, state);
      }
    }
  }

  /** The caller holds the lock. */
  private void enter(C connection, State state) {
    open.remove(connection);
    open.put(connection, new Since(state, nanoClock.getAsLong()));
  }

  /**
   * The next connection to close, if there are too many: the one that has waited longest for its
   * client. The caller holds the lock.
   */
  private Optional<C> surplus(C newest) {
    if (open.size() <= limits.connections()) {
      return Optional.empty();
    }
    for (Map.Entry<C, Since> entry : open.entrySet()) {
      if (entry.getValue().state() != State.SERVED && entry.getKey() != newest) {
        return ifDue(entry);
      }
    }
    return switch (limits.whenAllAreServed()) {
      case CLOSE_OLDEST -> ifDue(open.entrySet().iterator().next());
      case CLOSE_NEWEST -> Optional.of(newest).filter(open::containsKey);
    };
  }

  /** The next connection to close, if there are too many unread responses. As above. */
  private Optional<C> surplusOfUnread() {
    List<Map.Entry<C, Since>> unread =
        open.entrySet().stream()
            .filter(entry -> entry.getValue().state() == State.SENDING)
            .toList();
    return unread.size() <= limits.unread() ? Optional.empty() : ifDue(unread.get(0));
  }

  private Optional<C> ifDue(Map.Entry<C, Since> entry) {
    long waited = nanoClock.getAsLong() - entry.getValue().nanos();
    return waited >= limits.grace().toNanos() || open.size() > FLOOD * limits.connections()
        ? Optional.of(entry.getKey())
        : Optional.empty();
  }

  /** Closes connections as long as there is a next one. */
  private void closeEach(Supplier<Optional<C>> nextOne) {
    List<C> tooMany = new ArrayList<>();
    synchronized (lock) {
      for (Optional<C> next = nextOne.get(); next.isPresent(); next = nextOne.get()) {
        open.remove(next.get());
        tooMany.add(next.get());
      }
    }
    tooMany.forEach(OpenConnections::close);
  }

  private static void close(AutoCloseable connection) {
    try {
      connection.close();
    } catch (Exception alreadyBroken) {
      // there is nothing left to close
    }
  }
}
