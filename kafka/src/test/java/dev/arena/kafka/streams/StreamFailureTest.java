package dev.arena.kafka.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.config.TestService;
import dev.arena.kafka.failure.RegistryException;
import dev.arena.schemas.failure.DeviceException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

final class StreamFailureTest {
  private static final Throwable QUOTING =
      new StreamsException(
          "record ConsumerRecord(value = my secret)", new RuntimeException("secret"));

  @Test
  void anUnexpectedFailureIsReportedByItsClassBecauseItsMessageMayQuoteARecord() {
    assertThat(StreamFailure.sentence(QUOTING, TestService.TEXT))
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
  void anArenaFailureIsReportedInItsOwnWords() {
    assertThat(
            StreamFailure.sentence(
                new StreamsException("x", new RegistryException("the registry is gone.", null)),
                TestService.TEXT))
        .contains("the registry is gone.");
  }

  @Test
  void failuresOutsideTheServiceMayPass() {
    assertThat(
            List.of(
                new RegistryException("away", null),
                new SslAuthenticationException("certificate expired"),
                new TopicAuthorizationException("no right"),
                new TimeoutException("no answer"),
                new UnknownServerException("disk full"),
                new KafkaException("unexpected answer to a commit"),
                new MissingSourceTopicException("deleted")))
        .allSatisfy(
            thrown -> {
              assertThat(StreamFailure.mayPass(new StreamsException(thrown))).isTrue();
              assertThat(
                      StreamFailure.passingSentence(new StreamsException(thrown), TestService.TEXT))
                  .startsWith("the scorer waits: ")
                  .endsWith("Nothing is lost: it retries, and resumes where it stopped.");
            });
  }

  @Test
  void failuresThatTheSameProcessWouldMeetAgainDoNotPass() {
    assertThat(
            List.of(
                new DeviceException("lost", null),
                new OutOfMemoryError("heap"),
                new IllegalStateException("defect"),
                new KafkaException("wrapped", new IllegalStateException("defect")),
                new RecordTooLargeException("dead letter")))
        .allSatisfy(
            thrown -> assertThat(StreamFailure.mayPass(new StreamsException(thrown))).isFalse());
  }
}
