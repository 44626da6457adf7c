package dev.arena.models.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.bundle.DriftReference.CategoryBins;
import dev.arena.models.bundle.DriftReference.NumericBins;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.lang.Character.UnicodeScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftReferenceTest {
  private static final long MANY = 1_000_000_000;

  @Test
  void histogramsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> new NumericBins(3, List.of(1.0, 2.0), List.of(1L, 2L)))
        .hasMessageContaining("there are 2 edges, the counts [1, 2] and 3 rows");
    assertThatThrownBy(() -> new NumericBins(2, List.of(1.0), List.of(1L, 2L)))
        .hasMessageContaining("which add up to the rows");
    assertThatThrownBy(() -> new NumericBins(1, List.of(1.0), List.of(2L, -1L)))
        .hasMessageContaining("which add up to the rows");
    assertThatThrownBy(() -> new NumericBins(0, List.of(), List.of(0L)))
        .hasMessageContaining("at least one of edges");
    assertThatThrownBy(() -> new NumericBins(3, List.of(2.0, 2.0), List.of(1L, 1L, 1L)))
        .hasMessageContaining("expected finite numbers in ascending order");
    assertThatThrownBy(() -> new NumericBins(2, List.of(Double.NaN), List.of(1L, 1L)))
        .hasMessageContaining("expected finite numbers");
    assertThatThrownBy(() -> new CategoryBins(3, List.of("a", "a"), List.of(1L, 1L, 1L)))
        .hasMessageContaining("expected each once");
  }

  /** Ten bins for each number, edges of 17 digits, and all scripts that Java knows. */
  @Test
  void theLargestReferenceFitsIntoItsFile() {
    Map<String, NumericBins> numeric = new HashMap<>();
    for (String feature :
        List.of("length_ratio", "prompt_length", "turns", "tokens", "max_probability", "entropy")) {
      numeric.put(
          feature,
          new NumericBins(
              10 * MANY,
              IntStream.range(1, 10).mapToObj(i -> i + 1.0 / 3).toList(),
              Collections.nCopies(10, MANY)));
    }
    List<String> scripts = Arrays.stream(UnicodeScript.values()).map(Enum::name).toList();
    DriftReference largest =
        new DriftReference(
            numeric,
            Map.of(
                "script",
                new CategoryBins(
                    (scripts.size() + 1) * MANY,
                    scripts,
                    Collections.nCopies(scripts.size() + 1, MANY))),
            "0".repeat(64));

    assertThat(largest.json()).hasSizeLessThan(ModelBundle.REFERENCE_BYTES);
    assertThat(BundleJson.readReference(largest.json(), "largest", "")).isEqualTo(largest);
  }

  @Test
  void aReferenceOutsideABundleIsReadAsItWasWritten(@TempDir Path folder) throws IOException {
    DriftReference written =
        new DriftReference(
            Map.of("turns", new NumericBins(3, List.of(1.0), List.of(2L, 1L))), Map.of(), "abc");
    Path file = Files.write(folder.resolve("mine.json"), written.json());

    assertThat(DriftReference.read(file)).isEqualTo(written);
    assertThat(new String(new DriftReference(Map.of(), Map.of()).json(), UTF_8))
        .doesNotContain("manifest");
  }

  @Test
  void aFileThatIsNoReferenceIsRefusedWithWhatToDo(@TempDir Path folder) throws IOException {
    Path missing = folder.resolve("missing.json");
    assertThatThrownBy(() -> DriftReference.read(missing))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("missing.json cannot be read", "./arena predict --reference");
    Path large = Files.write(folder.resolve("large.json"), new byte[20_000]);
    assertThatThrownBy(() -> DriftReference.read(large))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("large.json has more than 8192 bytes");
    Path other = Files.writeString(folder.resolve("other.json"), "{\"numeric\": {}}");
    assertThatThrownBy(() -> DriftReference.read(other))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("other.json lacks categorical")
        .hasMessageContaining("./arena predict --reference");
  }
}
