package dev.arena.streamer.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.cli.config.ConfigSources;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.testing.TinyBundle;
import dev.arena.streamer.config.StreamerKeys;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScorerInfoTest {
  private final ScorerInfo info =
      new ScorerInfo(StreamerKeys.table().resolve(ConfigSources.none()));

  @Test
  void theModelIsShownWithHowItWasMade(@TempDir Path folder) throws Exception {
    ModelBundle bundle = ModelBundle.load(TinyBundle.write(folder.resolve("tiny")));
    info.model(() -> new ModelInfo("tiny@1", "int8", "CPU", bundle));

    ObjectNode told = told();

    assertThat(told.at("/topics/dead_letters").asText()).isEqualTo("arena.pairs.dlq");
    assertThat(told.at("/device").asText()).isEqualTo("CPU");
    assertThat(told.at("/model/version").asText()).isEqualTo("1");
    assertThat(told.at("/model/manifest_sha256").asText()).hasSize(64);
    assertThat(told.at("/model/provenance/created_at").asText()).isNotEmpty();
  }

  @Test
  void aStartingScorerSaysNothingAboutItsModelYet() {
    ObjectNode told = told();

    assertThat(told.has("model")).isFalse();
    assertThat(told.has("topics")).isTrue();
  }

  @Test
  void whatTheScorerAddsIsShown() {
    info.details(json -> json.put("drift", "none"));

    assertThat(told().at("/drift").asText()).isEqualTo("none");
  }

  private ObjectNode told() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    info.addTo(json);
    return json;
  }
}
