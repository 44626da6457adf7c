package dev.arena.kafka.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.config.TestService;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AbandonedTransactionsTest {
  private static final String PROCESS = "0f8fad5b-d9cb-469f-a165-70867728950e";

  private final AbandonedTransactions ofScorer =
      new AbandonedTransactions(Map.of(), "arena", Duration.ofSeconds(1), TestService.TEXT);

  @Test
  void theProcessIsReadFromTheNamesThatKafkaStreamsGives() {
    assertThat(ofScorer.process("arena-" + PROCESS + "-1")).isEqualTo(PROCESS);
    assertThat(ofScorer.process("arena-" + PROCESS + "-StreamThread-1-consumer"))
        .isEqualTo(PROCESS);
  }

  @Test
  void namesOfOtherApplicationsHaveNoProcess() {
    assertThat(ofScorer.process("arena-2-" + PROCESS + "-1")).isNull();
    assertThat(ofScorer.process("arena-consumer-1")).isNull();
    assertThat(ofScorer.process("arena")).isNull();
  }
}
