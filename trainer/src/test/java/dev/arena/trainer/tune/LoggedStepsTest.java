package dev.arena.trainer.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggedStepsTest {
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  @TempDir Path directory;

  @Test
  void stepsAreReadButOtherEventsAndAHalfWrittenLineAreNot() throws IOException {
    try (TrainingLog log = new TrainingLog(directory.resolve("log.jsonl"), CLOCK)) {
      log.append("start", Map.of("step", 9));
      log.append("step", Map.of("step", 1, "smoothed_loss", 0.7, "learning_rate", 1e-5));
      log.append("evaluation", Map.of("step", 1, "held_out_loss", 0.6));
      log.append("step", Map.of("step", 2, "smoothed_loss", Double.NaN, "learning_rate", 1e-5));
    }
    Files.writeString(
        directory.resolve("log.jsonl"), "{\"event\":\"step\",\"st", StandardOpenOption.APPEND);
    assertThat(TrainingLog.steps(directory, 10))
        .containsExactly(new TrainingLog.Step(1, 0.7, 1e-5));
  }

  @Test
  void manyStepsAreThinnedOutAndTheLastIsKept() {
    try (TrainingLog log = new TrainingLog(directory.resolve("log.jsonl"), CLOCK)) {
      for (int i = 1; i <= 100; i++) {
        log.append("step", Map.of("step", i, "smoothed_loss", 0.5, "learning_rate", 1e-5));
      }
    }
    assertThat(TrainingLog.steps(directory, 10))
        .hasSize(10)
        .last()
        .extracting(TrainingLog.Step::step)
        .isEqualTo(100);
  }

  @Test
  void aRunWithoutALogHasNoSteps() {
    assertThat(TrainingLog.steps(directory, 10)).isEmpty();
  }
}
