package dev.arena.models.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FeatureGroupTest {
  private static final Path ROOT = Path.of(System.getProperty("arena.root"));

  @Test
  void everyFeatureIsInExactlyOneGroup() {
    List<String> features = new ArrayList<>(TextFeatures.antisymmetricNames());
    features.addAll(TextFeatures.symmetricNames());

    assertThat(Arrays.stream(FeatureGroup.values()).flatMap(group -> group.features().stream()))
        .containsExactlyInAnyOrderElementsOf(features);
    assertThat(FeatureGroup.of("starts_with_refusal")).isEqualTo(FeatureGroup.REFUSAL);
  }

  @Test
  void anUnknownFeatureHasNoGroup() {
    assertThatThrownBy(() -> FeatureGroup.of("charm"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("charm");
  }

  @Test
  void thePublishedTableListsTheFeaturesOfEveryGroup() throws Exception {
    List<String> rows = new ArrayList<>();
    for (FeatureGroup group : FeatureGroup.values()) {
      rows.add(
          "| `%s` | %s |"
              .formatted(
                  group.text(),
                  group.features().stream()
                      .map(feature -> "`" + feature + "`")
                      .collect(Collectors.joining(", "))));
    }

    assertThat(Files.readAllLines(ROOT.resolve("docs/reference/explanations.md")))
        .containsSequence(rows);
  }
}
