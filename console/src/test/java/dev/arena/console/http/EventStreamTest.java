package dev.arena.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

/** One stream, with times of the test's choice. */
final class EventStreamTest {
  private static final EventStream.Times TIMES =
      new EventStream.Times(Duration.ofSeconds(15), Duration.ofSeconds(60));
  private static final long START = Long.MAX_VALUE - 7; // nanoTime may overflow

  private final Client client = new Client();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicBoolean failed = new AtomicBoolean();
  private final AtomicBoolean disconnected = new AtomicBoolean();
  private final EventStream stream =
      new EventStream(
          client,
          Callback.from(() -> ended.set(true), failure -> failed.set(true)),
          () -> disconnected.set(true),
          TIMES,
          START);

  /** A client that reads what was written when the test says so. */
  private static final class Client implements Content.Sink {
    private final Deque<Callback> unread = new ArrayDeque<>();
    private String written = "";
    private boolean last;

    @Override
    public void write(boolean isLast, ByteBuffer bytes, Callback callback) {
      assertThat(unread).as("one write at a time").isEmpty();
      written += UTF_8.decode(bytes);
      last = isLast;
      unread.add(callback);
    }

    /** What has been written since the last call. */
    String read() {
      String text = written;
      written = "";
      unread.remove().succeeded();
      return text;
    }
  }

  private boolean advance(Map<String, Long> versions, double seconds) {
    return stream.advance(versions, START + (long) (seconds * 1e9));
  }

  @Test
  void theCurrentVersionsComeFirstAndThenThoseThatChange() {
    stream.open(Map.of("board", 7L));
    assertThat(client.read()).isEqualTo("retry: 1000\n\nevent: board\ndata: 7\n\n");

    assertThat(advance(Map.of("board", 7L), 0.5)).isTrue();
    assertThat(client.written).isEmpty();
    assertThat(advance(Map.of("board", 7L, "votes", -1L), 1)).isTrue();
    assertThat(client.read()).isEqualTo("event: votes\ndata: -1\n\n");
  }

  @Test
  void aClientThatReadsLateGetsOnlyTheLatestVersion() {
    stream.open(Map.of("board", 1L));
    for (long version = 2; version < 20; version++) {
      assertThat(advance(Map.of("board", version), version / 2.0)).isTrue();
    }
    assertThat(client.read()).endsWith("data: 1\n\n");

    assertThat(advance(Map.of("board", 20L), 10)).isTrue();
    assertThat(client.read()).isEqualTo("event: board\ndata: 20\n\n");
  }

  @Test
  void aClientThatDoesNotReadIsDisconnected() {
    stream.open(Map.of("board", 1L));

    assertThat(advance(Map.of("board", 2L), 14.9)).isTrue();
    assertThat(disconnected).isFalse();
    assertThat(advance(Map.of("board", 2L), 15)).isFalse();
    assertThat(disconnected).isTrue();
  }

  @Test
  void aSilentStreamHasHeartbeats() {
    stream.open(Map.of());
    client.read();

    assertThat(advance(Map.of(), 14.9)).isTrue();
    assertThat(client.written).isEmpty();
    advance(Map.of(), 15);
    assertThat(client.read()).isEqualTo(":\n\n");
    advance(Map.of(), 29.9);
    assertThat(client.written).isEmpty();
    advance(Map.of(), 30);
    assertThat(client.read()).isEqualTo(":\n\n");
  }

  @Test
  void aStreamEndsAfterItsLife() {
    stream.open(Map.of());
    for (int heartbeat = 15; heartbeat < 60; heartbeat += 15) {
      client.read();
      assertThat(advance(Map.of(), heartbeat)).isTrue();
    }
    client.read();

    assertThat(advance(Map.of("board", 1L), 60)).isFalse();
    assertThat(client.last).isTrue();
    assertThat(client.read()).isEmpty();
    assertThat(ended).isTrue();
    assertThat(advance(Map.of(), 61)).isFalse();
  }

  @Test
  void aStreamWhoseClientIsGoneFails() {
    stream.open(Map.of());
    client.unread.remove().failed(new IOException("gone"));

    assertThat(failed).isTrue();
    assertThat(advance(Map.of("board", 1L), 1)).isFalse();
    stream.end();
    assertThat(client.unread).isEmpty();
  }

  @Test
  void aStreamThatIsEndedSendsNothingMore() {
    stream.open(Map.of());
    client.read();
    stream.end();
    assertThat(client.last).isTrue();
    client.read();
    assertThat(ended).isTrue();
    stream.end();
    assertThat(client.unread).isEmpty();
  }

  @Test
  void aStreamThatIsEndedWhileTheClientDoesNotReadIsDisconnected() {
    stream.open(Map.of());
    stream.end();

    assertThat(client.last).isFalse();
    assertThat(disconnected).isTrue();
  }
}
