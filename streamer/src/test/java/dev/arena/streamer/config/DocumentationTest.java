package dev.arena.streamer.config;

import dev.arena.cli.config.ConfigDocument;
import dev.arena.cli.documents.GeneratedPage;
import dev.arena.streamer.operations.Metric;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("docs")
final class DocumentationTest {
  @Test
  void theSettingsOnTheConfigurationPageAreThoseOfTheTable() throws IOException {
    new GeneratedPage("docs/configuration.md")
        .assertPartIs(
            "settings of the scorer", new ConfigDocument(StreamerKeys.table()).markdown());
  }

  @Test
  void theTableOfMetricsIsWhatTheCodeSays() throws IOException {
    new GeneratedPage("docs/reference/metrics.md").assertPartIs("metrics", Metric.markdown());
  }
}
