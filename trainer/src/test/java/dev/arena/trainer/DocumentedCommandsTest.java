package dev.arena.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.documents.CommandPage;
import dev.arena.models.documents.DocumentedCommands;
import dev.arena.models.documents.GeneratedPage;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The trainer's commands as the documents show them. */
@Tag("docs")
class DocumentedCommandsTest {
  @Test
  void theCommandsPageIsWhatTheirHelpSays() throws IOException {
    new GeneratedPage("docs/reference/commands.md")
        .assertPartIs("commands of models", CommandPage.of(TrainerMain.class));
  }

  @Test
  void everyCommandLineInTheDocumentsWouldBeTaken() throws IOException {
    assertThat(DocumentedCommands.mistakes(TrainerMain.class, DocumentedCommands.all())).isEmpty();
  }
}
