package dev.arena.lab.load;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.failure.UserException;
import dev.arena.servers.TemporaryStack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("broker")
class LoadedTopicsTest {
  private static final int ABOVE_MAX_REQUEST_BYTES = 40 << 20;

  @Test
  void aPairThatCannotBeSentEndsTheMeasurementAtOnceWithTheReason() throws Exception {
    String answer = "a".repeat(ABOVE_MAX_REQUEST_BYTES);
    try (TemporaryStack stack = TemporaryStack.start("arena-load-test")) {
      stack.start(StandInScorer.program(Duration.ZERO, Duration.ZERO), Map.of());
      try (LoadedTopics topics =
          LoadedTopics.open(
              stack, List.of(TinyBundle.pair("p-1", "Which?", answer, "b")), System::nanoTime)) {
        assertThatThrownBy(() -> topics.latencies(new Schedule(10, 1)))
            .isInstanceOf(UserException.class)
            .hasMessageStartingWith("sending pairs failed: The message is ")
            .hasMessageNotContaining("Exception");
      }
    }
  }
}
