package dev.arena.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * The stream of events to one client. It keeps the versions that the client has, not those that it
 * has not read yet, so its memory does not grow. For use by one thread at a time; only the results
 * of writes may come from others.
 */
final class EventStream {
  private static final String RETRY = "retry: 1000\n\n";

  /** A comment, which clients ignore. */
  private static final String HEARTBEAT = ":\n\n";

  private final Content.Sink client;
  private final Callback end;
  private final Runnable disconnect;
  private final Times times;
  private final long openedNanos;
  private final Map<String, Long> sent = new HashMap<>();
  private long writtenNanos;
  private volatile Writes writes = Writes.DONE;

  /**
   * How long things take.
   *
   * @param heartbeat at least this often something is sent, so that a client that has disconnected
   *     is noticed; a client that has not read it by the next one is disconnected
   * @param life after which the stream ends, and the client opens another one: shorter than proxies
   *     and {@code ConnectionLimits} allow an answer to take
   */
  record Times(Duration heartbeat, Duration life) {
    static final Times DEFAULT = new Times(Duration.ofSeconds(15), Duration.ofSeconds(60));
  }

  private enum Writes {
    DONE,
    PENDING,
    /** There will be no more. */
    ENDED
  }

  /**
   * @param end called when the stream has ended
   * @param disconnect closes the connection
   * @param nanos the time, as {@link System#nanoTime} tells it
   */
  EventStream(Content.Sink client, Callback end, Runnable disconnect, Times times, long nanos) {
    this.client = client;
    this.end = end;
    this.disconnect = disconnect;
    this.times = times;
    this.openedNanos = nanos;
  }

  /** Sends the first versions. */
  void open(Map<String, Long> versions) {
    write(RETRY + changes(versions), openedNanos);
  }

  /**
   * Sends the versions that the client does not have, or what else is due.
   *
   * @return whether the stream continues
   */
  boolean advance(Map<String, Long> versions, long nanos) {
    if (writes == Writes.ENDED) {
      return false;
    }
    boolean silent = nanos - writtenNanos >= times.heartbeat().toNanos();
    if (writes == Writes.PENDING) {
      if (silent) {
        disconnect.run();
      }
      return !silent;
    }
    if (nanos - openedNanos >= times.life().toNanos()) {
      end();
      return false;
    }
    String changes = changes(versions);
    if (!changes.isEmpty() || silent) {
      write(changes.isEmpty() ? HEARTBEAT : changes, nanos);
    }
    return true;
  }

  /** Ends the stream, at once if the client has not read what was sent. */
  void end() {
    if (writes == Writes.PENDING) {
      disconnect.run();
    } else if (writes == Writes.DONE) {
      writes = Writes.ENDED;
      client.write(true, BufferUtil.EMPTY_BUFFER, end);
    }
  }

  private String changes(Map<String, Long> versions) {
    StringBuilder events = new StringBuilder();
    versions.forEach(
        (name, version) -> {
          if (!version.equals(sent.put(name, version))) {
            events.append("event: %s\ndata: %d\n\n".formatted(name, version));
          }
        });
    return events.toString();
  }

  private void write(String text, long nanos) {
    writtenNanos = nanos;
    writes = Writes.PENDING;
    client.write(
        false,
        ByteBuffer.wrap(text.getBytes(UTF_8)),
        Callback.from(
            () -> writes = Writes.DONE,
            failure -> {
              writes = Writes.ENDED;
              end.failed(failure);
            }));
  }
}
