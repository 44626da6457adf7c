package dev.arena.kafka.record;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.kafka.failure.RegistryException;
import dev.arena.schemas.Preference;
import dev.arena.schemas.serde.ArenaSerdes;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CheckedSerializerTest {
  private static final Preference PREFERENCE =
      Preference.newBuilder()
          .setId("1")
          .setWinnerModelA(0.5)
          .setWinnerModelB(0.3)
          .setWinnerTie(0.2)
          .setModel("m@1")
          .setTokens(1)
          .setTruncated(false)
          .setScoredAt(Instant.EPOCH)
          .build();

  @Test
  void aRegistryThatIsAwayWhenTheFirstValueIsWrittenIsNotTheRecordsFault() {
    Map<String, Object> nowhere =
        Map.of("schema.registry.url", "http://127.0.0.1:1", "auto.register.schemas", false);
    try (CheckedSerializer<Preference> serializer =
        new CheckedSerializer<>(ArenaSerdes.preferences(nowhere).serializer(), "preferences")) {
      assertThatThrownBy(() -> serializer.serialize("preferences", PREFERENCE))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining("could not be asked for the schema of preferences");
    }
  }
}
