package dev.arena.local.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.local.LocalMain;
import dev.arena.models.documents.CommandTree;
import dev.arena.streamer.StreamerMain;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every command answers to --version and --help. The trainer's are tested there. */
final class CommandHelpTest {
  @ParameterizedTest
  @ValueSource(classes = {LocalMain.class, StreamerMain.class})
  void everyCommandPrintsTheVersion(Class<?> program) {
    assertThat(CommandTree.withoutVersion(program)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(classes = {LocalMain.class, StreamerMain.class})
  void theHelpOfEveryCommandIsCompleteAndBreaksAtBlanksOnly(Class<?> program) {
    assertThat(CommandTree.wronglyWrapped(program, 40)).isEmpty();
    assertThat(CommandTree.wronglyWrapped(program, 80)).isEmpty();
    assertThat(CommandTree.wronglyWrapped(program, 100)).isEmpty();
  }
}
