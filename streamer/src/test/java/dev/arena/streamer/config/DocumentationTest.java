package dev.arena.streamer.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.config.ConfigDocument;
import dev.arena.streamer.operations.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class DocumentationTest {
  private static final Path DOCS = Path.of(System.getProperty("arena.root"), "docs");

  @Test
  void theConfigurationPageIsWhatTheTableSays() throws IOException {
    assertThat(DOCS.resolve("configuration.md"))
        .as("update it: ./arena config --markdown > docs/configuration.md")
        .hasContent(new ConfigDocument(StreamerKeys.table()).markdown());
  }

  @Test
  void theMetricsPageIsWhatTheTableSays() throws IOException {
    Path page = DOCS.resolve("reference").resolve("metrics.md");

    assertThat(Files.readString(page))
        .as("update %s: it should be what this test expects", page)
        .isEqualTo(Metric.markdown());
  }
}
