package dev.arena.dist.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.documents.CommandTree;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How every command answers --version and --help. */
final class CommandHelpTest {
  @ParameterizedTest
  @MethodSource("dev.arena.dist.documents.Programs#all")
  void everyCommandPrintsTheVersion(Class<?> program) {
    assertThat(CommandTree.withoutVersion(program)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("dev.arena.dist.documents.Programs#all")
  void everyCommandsHelpIsCompleteAndBreaksOnlyAtBlanks(Class<?> program) {
    assertThat(CommandTree.wronglyWrapped(program, 40)).isEmpty();
    assertThat(CommandTree.wronglyWrapped(program, 80)).isEmpty();
    assertThat(CommandTree.wronglyWrapped(program, 100)).isEmpty();
  }
}
