package dev.arena.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.Configuration;
import dev.arena.schemas.failure.UsageException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys that need each other. */
final class ConsoleKeysTest {
  @Test
  void votingNeedsTexts() {
    assertThat(ConsoleKeys.voting(configuration())).isFalse();
    assertThat(
            ConsoleKeys.voting(
                configuration("arena.console.voting=true", "arena.console.texts=true")))
        .isTrue();
    assertThatThrownBy(() -> ConsoleKeys.voting(configuration("arena.console.voting=true")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("arena.console.texts is false");
  }

  private static Configuration configuration(String... assignments) {
    return ConsoleKeys.table().resolve(ConfigSources.none().withAssignments(List.of(assignments)));
  }
}
