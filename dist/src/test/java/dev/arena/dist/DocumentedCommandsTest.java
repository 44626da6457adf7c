package dev.arena.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.documents.CommandPage;
import dev.arena.models.documents.CommandTree;
import dev.arena.models.documents.DocumentedCommands;
import dev.arena.models.documents.GeneratedPage;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The command of this module as the documents show it. */
@Tag("docs")
class DocumentedCommandsTest {
  @Test
  void theCommandsPageIsWhatItsHelpSays() throws IOException {
    new GeneratedPage("docs/reference/commands.md")
        .assertPartIs("commands of the sources", CommandPage.of(DistMain.class));
  }

  @Test
  void everyCommandLineInTheDocumentsWouldBeTaken() throws IOException {
    assertThat(DocumentedCommands.mistakes(DistMain.class, DocumentedCommands.all())).isEmpty();
  }

  @Test
  void itPrintsTheVersionAndItsHelpBreaksAtBlanksOnly() {
    assertThat(CommandTree.withoutVersion(DistMain.class)).isEmpty();
    assertThat(CommandTree.wronglyWrapped(DistMain.class, 40)).isEmpty();
    assertThat(CommandTree.wronglyWrapped(DistMain.class, 80)).isEmpty();
  }
}
