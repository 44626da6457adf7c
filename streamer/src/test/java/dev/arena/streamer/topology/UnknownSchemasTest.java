package dev.arena.streamer.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.kafka.failure.RegistryException;
import org.junit.jupiter.api.Test;

final class UnknownSchemasTest {
  private final UnknownSchemas unknown = new UnknownSchemas(20);

  @Test
  void recordsThatAreReadAgainAndAgainCountOnce() {
    for (int reading = 0; reading < 5; reading++) {
      assertThat(unknown.met(3, 0, 77)).hasMessageContaining("schema 77");
      assertThat(unknown.met(3, 1, 78)).hasMessageContaining("schema 78");
    }
  }

  @Test
  void aTenthOfTheLimitIsEnoughUntilAPairIsMet() {
    unknown.met(0, 0, 1);
    unknown.met(1, 0, 1);
    assertThatThrownBy(() -> unknown.met(0, 1, 1))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("3 records in a row");

    unknown.met();
    for (int offset = 2; offset < 22; offset++) {
      unknown.met(0, offset, 1);
    }
    assertThatThrownBy(() -> unknown.met(0, 22, 1))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("21 records in a row");
  }

  @Test
  void aRecordThatWasOneTooManyIsNotADeadLetterWhenItIsReadAgain() {
    unknown.met(0, 0, 1);
    unknown.met(0, 1, 1);
    assertThatThrownBy(() -> unknown.met(0, 2, 1)).isInstanceOf(RegistryException.class);
    assertThatThrownBy(() -> unknown.met(0, 2, 1)).isInstanceOf(RegistryException.class);
  }

  @Test
  void aPairInBetweenRestartsTheCount() {
    unknown.met();
    for (int offset = 0; offset < 100; offset++) {
      unknown.met(0, offset, 1);
      unknown.met();
    }
    assertThat(unknown.met(0, 100, 1)).isNotNull();
  }
}
