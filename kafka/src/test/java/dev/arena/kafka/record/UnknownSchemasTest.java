package dev.arena.kafka.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.kafka.failure.RegistryException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class UnknownSchemasTest {
  private final UnknownSchemas unknown = new UnknownSchemas(20);

  @Test
  void recordsThatAreReadAgainAndAgainCountOnce() {
    for (int reading = 0; reading < 5; reading++) {
      assertThat(unknown.met(partition(3), 0, 77)).hasMessageContaining("schema 77");
      assertThat(unknown.met(partition(3), 1, 78)).hasMessageContaining("schema 78");
    }
  }

  @Test
  void aTenthOfTheLimitIsEnoughUntilAGoodRecordIsMet() {
    unknown.met(partition(0), 0, 1);
    unknown.met(partition(1), 0, 1);
    assertThatThrownBy(() -> unknown.met(partition(0), 1, 1))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("3 records in a row");

    unknown.met();
    for (int offset = 2; offset < 22; offset++) {
      unknown.met(partition(0), offset, 1);
    }
    assertThatThrownBy(() -> unknown.met(partition(0), 22, 1))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("21 records in a row");
  }

  @Test
  void aRecordThatWasOneTooManyIsNotADeadLetterWhenItIsReadAgain() {
    unknown.met(partition(0), 0, 1);
    unknown.met(partition(0), 1, 1);
    assertThatThrownBy(() -> unknown.met(partition(0), 2, 1)).isInstanceOf(RegistryException.class);
    assertThatThrownBy(() -> unknown.met(partition(0), 2, 1)).isInstanceOf(RegistryException.class);
  }

  @Test
  void aGoodRecordInBetweenRestartsTheCount() {
    unknown.met();
    for (int offset = 0; offset < 100; offset++) {
      unknown.met(partition(0), offset, 1);
      unknown.met();
    }
    assertThat(unknown.met(partition(0), 100, 1)).isNotNull();
  }

  private static TopicPartition partition(int number) {
    return new TopicPartition("pairs", number);
  }
}
