package dev.arena.streamer.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.deadletter.ArenaHeader;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class RunHeadersTest {
  private final RunHeaders run = new RunHeaders("run-1");

  @Test
  void aRowIsRecognisedByItsHeaders() {
    assertThat(run.row(new RecordHeaders(run.of(577)))).hasValue(577);
  }

  @Test
  void recordsOfOthersAreNotOurs() {
    assertThat(run.row(new RecordHeaders())).isEmpty();
    assertThat(run.row(new RecordHeaders(new RunHeaders("run-2").of(1)))).isEmpty();
    RecordHeaders broken = new RecordHeaders(run.of(1));
    broken.add(RunHeaders.ROW, "one".getBytes(StandardCharsets.UTF_8));
    assertThat(run.row(broken)).isEmpty();
  }

  @Test
  void theReasonOfADeadLetterIsItsMessageOrElseItsException() {
    RecordHeaders headers = new RecordHeaders();
    assertThat(ArenaHeader.reason(headers)).isEmpty();
    headers.add("__streams.errors.exception", "some.Exception".getBytes(StandardCharsets.UTF_8));
    assertThat(ArenaHeader.reason(headers)).isEqualTo("some.Exception");
    headers.add("__streams.errors.message", "no turns".getBytes(StandardCharsets.UTF_8));
    assertThat(ArenaHeader.reason(headers)).isEqualTo("no turns");
  }
}
