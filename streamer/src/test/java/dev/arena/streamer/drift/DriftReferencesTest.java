package dev.arena.streamer.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.models.bundle.DriftReference;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.facts.DriftFeatures;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.failure.UserException;
import dev.arena.statistics.drift.PopulationStability;
import dev.arena.streamer.config.DriftChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftReferencesTest {
  @TempDir private Path folder;
  private Path bundle;

  @BeforeEach
  void writeBundle() {
    bundle = TinyBundle.write(folder.resolve("tiny"));
  }

  @Test
  void theBundlesReferenceHasAllFeatures() {
    assertThat(opened("bundle").reference()).isEqualTo("bundle");
    assertThat(features("bundle")).hasSize(8).contains("entropy", "truncated", "turns");
  }

  @Test
  void aBundleWithoutAReferenceMeasuresNothingAndSaysSo() throws IOException {
    Path manifest = bundle.resolve(ModelBundle.MANIFEST);
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = (ObjectNode) mapper.readTree(manifest.toFile());
    json.remove("reference");
    mapper.writeValue(manifest.toFile(), json);
    Files.delete(bundle.resolve(ModelBundle.REFERENCE));

    assertThat(opened("bundle").measured()).isFalse();
    assertThat(opened("bundle").reference()).isEqualTo("none: the bundle has no reference.json");
  }

  @Test
  void switchedOffItMeasuresNothing() {
    assertThat(opened("off").measured()).isFalse();
  }

  @Test
  void aFileThatWasMadeWithTheBundleHasAllFeatures() throws IOException {
    String sha256 = ModelBundle.load(bundle).manifestSha256();
    Path file = write(TinyBundle.REFERENCE.predictedBy(sha256));

    assertThat(opened(file.toString()).reference()).isEqualTo(file.toString());
    assertThat(features(file.toString())).hasSize(8);
  }

  @Test
  void aFileThatWasMadeWithAnotherBundleHasOnlyTheFeaturesOfTexts() throws IOException {
    for (DriftReference other :
        List.of(TinyBundle.REFERENCE, TinyBundle.REFERENCE.predictedBy("0".repeat(64)))) {
      Path file = write(other);

      assertThat(opened(file.toString()).reference()).endsWith(", made with another bundle");
      assertThat(features(file.toString()))
          .containsExactlyInAnyOrderElementsOf(DriftFeatures.OF_TEXTS);
    }
  }

  @Test
  void aFileThatIsMissingIsRefusedAtOnce() {
    DriftChoice missing = DriftChoice.parse(folder.resolve("missing.json").toString());

    assertThatThrownBy(() -> DriftReferences.of(missing, System::nanoTime))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("missing.json cannot be read");
  }

  private Path write(DriftReference reference) throws IOException {
    return Files.write(folder.resolve("mine.json"), reference.json());
  }

  private Stream<String> features(String choice) {
    return opened(choice).features().stream().map(PopulationStability::feature);
  }

  private DriftReport opened(String choice) {
    return DriftReferences.of(DriftChoice.parse(choice), System::nanoTime)
        .apply(ModelBundle.load(bundle))
        .report();
  }
}
