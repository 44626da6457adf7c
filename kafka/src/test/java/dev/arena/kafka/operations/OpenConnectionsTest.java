package dev.arena.kafka.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.operations.ConnectionLimits.WhenAllAreServed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class OpenConnectionsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final List<String> closed = new ArrayList<>();
  private OpenConnections<Client> connections = limited(WhenAllAreServed.CLOSE_OLDEST);

  @Test
  void aClientThatDoesNotCompleteItsRequestIsClosedAfterItsTime() {
    open("slow");
    after(Duration.ofSeconds(5));
    assertThat(closed).isEmpty();
    after(Duration.ofSeconds(1));
    assertThat(closed).containsExactly("slow");
  }

  @Test
  void aClientThatDoesNotReadItsResponseIsClosedAfterItsTime() {
    Client reader = open("reader");
    connections.served(reader);
    after(Duration.ofSeconds(60));
    connections.sending(reader);
    after(Duration.ofSeconds(30));
    assertThat(closed).isEmpty();
    after(Duration.ofSeconds(1));
    assertThat(closed).containsExactly("reader");
  }

  @Test
  void aClientThatIsNotAnsweredIsClosedAfterItsTime() {
    connections.served(open("client"));
    after(Duration.ofSeconds(60));
    assertThat(closed).isEmpty();
    after(Duration.ofSeconds(1));
    assertThat(closed).containsExactly("client");
  }

  @Test
  void oneUnreadResponseTooManyClosesTheConnectionOfTheOldest() {
    List<Client> readers = List.of(open("first"), open("second"), open("third"));
    readers.forEach(connections::served);
    connections.sending(readers.get(0));
    connections.sending(readers.get(1));
    after(Duration.ofSeconds(1));
    assertThat(closed).isEmpty();
    connections.sending(readers.get(2));
    assertThat(closed).containsExactly("first");
  }

  @Test
  void aResponseThatIsReadWithinTheGraceDoesNotCount() {
    List<Client> readers = List.of(open("first"), open("second"), open("third"));
    readers.forEach(connections::served);
    readers.forEach(connections::sending);
    assertThat(closed).isEmpty();
    connections.answered(readers.get(0));
    after(Duration.ofSeconds(1));
    connections.sending(readers.get(1));
    assertThat(closed).isEmpty();
  }

  @Test
  void aClientThatDoesNotReadItsResponseIsClosedForANewOneAndOneThatIsServedIsNot() {
    connections = limited(WhenAllAreServed.CLOSE_NEWEST);
    Client served = open("served");
    Client first = open("reads nothing");
    Client second = open("reads slowly");
    List.of(served, first, second).forEach(connections::served);
    connections.sending(first);
    after(Duration.ofMillis(500));
    connections.sending(second);
    after(Duration.ofMillis(500));
    open("new");
    assertThat(closed).containsExactly("reads nothing");
  }

  @Test
  void aConnectionThatIsUsedAgainStaysOpen() {
    Client prometheus = open("prometheus");
    for (int scrape = 0; scrape < 10; scrape++) {
      connections.served(prometheus);
      connections.answered(prometheus);
      after(Duration.ofSeconds(60));
    }
    assertThat(closed).isEmpty();
    after(Duration.ofSeconds(16));
    assertThat(closed).containsExactly("prometheus");
  }

  @Test
  void oneConnectionTooManyClosesTheOneThatHasWaitedLongest() {
    Client first = open("first");
    open("second");
    open("third");
    connections.served(first);
    connections.answered(first);
    after(Duration.ofSeconds(1));
    open("fourth");
    assertThat(closed).containsExactly("second");
  }

  @Test
  void aClientWhoseRequestTheServerHasHadNoTimeToReadIsNotClosedForANewOne() {
    open("first");
    open("second");
    open("third");
    after(Duration.ofMillis(999));
    open("fourth");
    assertThat(closed).isEmpty();
    after(Duration.ofMillis(1));
    open("fifth");
    assertThat(closed).containsExactly("first", "second");
  }

  @Test
  void inAFloodTheFirstIsClosedHoweverNewItIs() {
    for (int client = 0; client < 13; client++) {
      open("client " + client);
    }
    assertThat(closed).containsExactly("client 0");
  }

  @Test
  void aClientThatIsServedIsNotClosedForOneThatWaits() {
    Client first = open("first");
    connections.served(first);
    open("second");
    open("third");
    after(Duration.ofSeconds(1));
    open("fourth");
    open("fifth");
    assertThat(closed).containsExactly("second", "third");
  }

  @Test
  void whenAllAreServedTheOldestIsClosedForANewOne() {
    for (String name : List.of("first", "second", "third")) {
      connections.served(open(name));
    }
    after(Duration.ofSeconds(1));
    open("fourth");
    after(Duration.ofSeconds(1));
    open("fifth");
    assertThat(closed).containsExactly("first", "fourth");
  }

  @Test
  void whenAllAreServedTheNewOneIsClosedIfTheLimitsSaySo() {
    connections = limited(WhenAllAreServed.CLOSE_NEWEST);
    for (String name : List.of("first", "second", "third")) {
      connections.served(open(name));
    }
    after(Duration.ofSeconds(2));
    open("fourth");
    assertThat(closed).containsExactly("fourth");
    for (int client = 0; client < 20; client++) {
      open("client " + client);
    }
    assertThat(closed).doesNotContain("first", "second", "third").hasSize(21);
  }

  @Test
  void theBodyOfALaterRequestHasTheTimeOfARequestFromItsHeadersOn() {
    Client client = open("client");
    connections.reading(client);
    connections.served(client);
    connections.answered(client);
    after(Duration.ofSeconds(60));
    connections.reading(client);
    after(Duration.ofSeconds(5));
    assertThat(closed).isEmpty();
    after(Duration.ofSeconds(1));
    assertThat(closed).containsExactly("client");
  }

  @Test
  void connectionsOfAFloodAreClosedDownToTheLimitOnceTheyHaveWaited() {
    for (int client = 0; client < 12; client++) {
      open("client " + client);
    }
    assertThat(closed).isEmpty();
    after(Duration.ofSeconds(1));
    open("last");
    assertThat(closed).hasSize(10).doesNotContain("last");
  }

  @Test
  void aConnectionThatIsClosedIsForgotten() {
    Client gone = open("gone");
    connections.closed(gone);
    connections.served(gone);
    connections.answered(gone);
    open("second");
    open("third");
    open("fourth");
    after(Duration.ofSeconds(5));
    assertThat(closed).isEmpty();
  }

  private OpenConnections<Client> limited(WhenAllAreServed whenAllAreServed) {
    return new OpenConnections<>(
        new ConnectionLimits(
            3,
            2,
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(75),
            whenAllAreServed),
        nanos::get);
  }

  private Client open(String name) {
    Client client = new Client(name, closed);
    connections.opened(client);
    return client;
  }

  private void after(Duration time) {
    nanos.addAndGet(time.toNanos());
    connections.closeOverdue();
  }

  /** A connection, compared by identity. */
  private static final class Client implements AutoCloseable {
    private final String name;
    private final List<String> closed;

    Client(String name, List<String> closed) {
      this.name = name;
      this.closed = closed;
    }

    @Override
    public void close() {
      closed.add(name);
    }
  }
}
