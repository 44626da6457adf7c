package dev.arena.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.documents.CommandTree;
import dev.arena.models.documents.Documents;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** What every command of the trainer answers to --version and --help. */
class CommandHelpTest {
  @Test
  void everyCommandPrintsTheVersion() {
    assertThat(CommandTree.withoutVersion(TrainerMain.class)).isEmpty();
  }

  @Test
  void everyOptionIsOnThePageFromWhichTheLauncherCompletes() throws Exception {
    String page = Files.readString(Documents.ROOT.resolve("docs/reference/commands.md"));
    assertThat(CommandTree.of(TrainerMain.class))
        .flatMap(CommandTree::longOptions)
        .allSatisfy(
            name -> assertThat(page).containsPattern("(?m)^ {2,6}(-\\S+ )*" + name + "\\b"));
  }

  @Test
  void theHelpOfEveryCommandIsCompleteAndBreaksAtBlanksOnly() {
    assertThat(CommandTree.wronglyWrapped(TrainerMain.class, 40)).isEmpty();
    assertThat(CommandTree.wronglyWrapped(TrainerMain.class, 80)).isEmpty();
    assertThat(CommandTree.wronglyWrapped(TrainerMain.class, 100)).isEmpty();
  }
}
