package dev.arena.streamer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.streamer.topology.RegistryException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

final class StreamFailureTest {
  private static final Throwable QUOTING =
      new StreamsException(
          "record ConsumerRecord(value = my secret)", new RuntimeException("secret"));

  @Test
  void aFailureThatNobodyExpectedIsToldByItsClassBecauseItsMessageMayQuoteARecord() {
    assertThat(StreamFailure.sentence(QUOTING))
        .contains("java.lang.RuntimeException")
        .contains("Nothing is lost")
        .doesNotContain("secret");
  }

  @Test
  void itsStackTraceIsLoggedWithoutMessages() {
    StringWriter trace = new StringWriter();
    StreamFailure.withoutMessages(QUOTING).printStackTrace(new PrintWriter(trace, true));

    assertThat(trace.toString())
        .contains(StreamsException.class.getName(), "Caused by: java.lang.RuntimeException")
        .contains(StreamFailureTest.class.getName())
        .doesNotContain("secret");
  }

  @Test
  void aFailureOfArenasOwnIsToldInItsOwnWords() {
    assertThat(
            StreamFailure.sentence(
                new StreamsException("x", new RegistryException("the registry is gone.", null))))
        .contains("the registry is gone.");
  }
}
