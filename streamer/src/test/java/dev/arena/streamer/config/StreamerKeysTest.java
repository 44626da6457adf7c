package dev.arena.streamer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.cli.config.ConfigKey;
import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.ConfigTable;
import dev.arena.cli.config.Configuration;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.schemas.failure.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamerKeysTest {
  private static final ConfigTable TABLE = StreamerKeys.table();

  @Test
  void theBundleIsTheShippedOneUnlessOneIsNamed() {
    Configuration none = TABLE.resolve(ConfigSources.none());
    assertThat(StreamerKeys.bundle(none)).isEqualTo(ModelBundle.shipped());
    Configuration named =
        TABLE.resolve(ConfigSources.none().withCommandLine(Map.of("arena.bundle", "mine")));
    assertThat(StreamerKeys.bundle(named)).isEqualTo(Path.of("mine"));
  }

  @Test
  void everyDefaultIsAcceptedByItsOwnType() {
    for (ConfigKey<?> key : TABLE.keys()) {
      if (key.defaultText() != null) {
        assertThat(key.type().parse(key.defaultText())).as(key.name()).isNotNull();
      } else {
        assertThat(key.unset()).as(key.name()).isNotBlank();
      }
    }
  }

  @Test
  void anUnknownDeviceIsAMistakeThatNamesThoseThatAreKnown() {
    ConfigSources sources = ConfigSources.none().withEnvironment(Map.of("ARENA_DEVICE", "gpu"));

    assertThatThrownBy(() -> TABLE.resolve(sources))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(
            "ARENA_DEVICE is \"gpu\"; expected auto, cpu, or GPUs such as cuda:0");
  }

  @Test
  void aGpuThatIsNamedTwiceIsAMistake() {
    assertThatThrownBy(
            () ->
                TABLE.resolve(
                    ConfigSources.none().withAssignments(List.of("arena.device=cuda:0,cuda:0"))))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "--set arena.device is \"cuda:0,cuda:0\"; expected auto, cpu, or GPUs such as cuda:0 or cuda:0,cuda:1, each once");
  }

  @Test
  void driftIsMeasuredAgainstTheBundleAFileOrNothing() {
    for (String choice : List.of("bundle", "off", "mine/reference.json")) {
      assertThat(
              TABLE
                  .resolve(
                      ConfigSources.none()
                          .withAssignments(List.of("arena.drift.reference=" + choice)))
                  .get(StreamerKeys.DRIFT_REFERENCE))
          .hasToString(choice);
    }
    assertThat(TABLE.resolve(ConfigSources.none()).get(StreamerKeys.DRIFT_REFERENCE))
        .isEqualTo(new DriftChoice.Bundle());
  }

  @Test
  void gpusAfterTheFirstMayBeNamedByTheirNumberAlone() {
    assertThat(
            TABLE
                .resolve(ConfigSources.none().withAssignments(List.of("arena.device=cuda:0,1")))
                .get(StreamerKeys.DEVICE))
        .hasToString("cuda:0,cuda:1");
  }
}
