package dev.arena.trainer.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsRoundTripTest {
  private final Path written = temporary();

  @AfterProperty
  void remove() throws IOException {
    Files.deleteIfExists(written);
  }

  @Property(tries = 100)
  void whatWasWrittenIsReadBack(
      @ForAll("shapes") Map<String, List<Integer>> shapes,
      @ForAll Map<String, String> metadata,
      @ForAll Random random) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> tensors.put(name, tensor(random, shape)));

    SafetensorsWriter.write(written, tensors, metadata);

    try (SafetensorsFile file = SafetensorsFile.open(written)) {
      assertThat(file.metadata()).isEqualTo(metadata);
      assertThat(file.names()).containsExactlyInAnyOrderElementsOf(shapes.keySet());
      tensors.forEach(
          (name, tensor) ->
              assertThat(file.floats(name, tensor.shape())).isEqualTo(tensor.values().get()));
    }
  }

  @Provide
  Arbitrary<Map<String, List<Integer>>> shapes() {
    Arbitrary<List<Integer>> shape = Arbitraries.integers().between(0, 5).list().ofMaxSize(3);
    return Arbitraries.maps(Arbitraries.strings().ofMaxLength(8), shape).ofMaxSize(5);
  }

  @Test
  void aTensorLargerThanAPieceIsReadWhole(@TempDir Path directory) {
    Path target = directory.resolve("large.safetensors");
    float[] values = numbers(new Random(1), 1_000_003);
    SafetensorsWriter.write(
        target,
        Map.of("a", Tensor.of(new float[] {1}), "b", Tensor.of(values, 1_000_003)),
        Map.of());

    try (SafetensorsFile file = SafetensorsFile.open(target)) {
      assertThat(file.floats("b")).isEqualTo(values);
      assertThat(file.floats("a")).containsExactly(1);
    }
  }

  @Test
  void equalContentGivesEqualBytes(@TempDir Path directory) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("b", Tensor.of(new float[] {2, 3}, 2));
    tensors.put("a", Tensor.of(new float[] {1}));
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("step", "7");
    metadata.put("epoch", "1");
    SafetensorsWriter.write(directory.resolve("one"), tensors, metadata);
    SafetensorsWriter.write(
        directory.resolve("two"),
        Map.of("a", Tensor.of(new float[] {1}), "b", Tensor.of(new float[] {2, 3}, 2)),
        Map.of("epoch", "1", "step", "7"));

    assertThat(directory.resolve("one")).hasSameBinaryContentAs(directory.resolve("two"));
  }

  @Test
  void aFailureLeavesTheOldFileAndNothingBesideIt(@TempDir Path directory) throws IOException {
    Path target = directory.resolve("weights.safetensors");
    SafetensorsWriter.write(target, Map.of("a", Tensor.of(new float[] {1})), Map.of());
    Tensor failing =
        new Tensor(
            new long[] {1},
            () -> {
              throw new IllegalStateException("no numbers");
            });

    assertThatThrownBy(
            () ->
                SafetensorsWriter.write(
                    target, Map.of("a", Tensor.of(new float[] {2}), "b", failing), Map.of()))
        .hasMessage("no numbers");

    try (SafetensorsFile file = SafetensorsFile.open(target);
        Stream<Path> files = Files.list(directory)) {
      assertThat(file.floats("a")).containsExactly(1);
      assertThat(files).containsExactly(target);
    }
  }

  @Test
  void anInterruptDisturbsNeitherWritingNorReading(@TempDir Path directory) {
    Path target = directory.resolve("weights.safetensors");
    Thread.currentThread().interrupt();
    try {
      SafetensorsWriter.write(target, Map.of("a", Tensor.of(new float[] {1})), Map.of());
      try (SafetensorsFile file = SafetensorsFile.open(target)) {
        assertThat(file.floats("a")).containsExactly(1);
      }
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aPlaceThatCannotBeWrittenToIsNamed(@TempDir Path directory) {
    Path target = directory.resolve("missing/weights.safetensors");

    assertThatThrownBy(
            () ->
                SafetensorsWriter.write(target, Map.of("a", Tensor.of(new float[3], 3)), Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(target + " cannot be written")
        .hasMessageContaining("An existing file is unchanged.");
  }

  private static Tensor tensor(Random random, List<Integer> shape) {
    long[] dimensions = shape.stream().mapToLong(Integer::longValue).toArray();
    int count = shape.stream().reduce(1, (a, b) -> a * b);
    return Tensor.of(numbers(random, count), dimensions);
  }

  /** Any bits, including those of every kind of NaN. */
  private static float[] numbers(Random random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = Float.intBitsToFloat(random.nextInt());
    }
    return numbers;
  }

  private static Path temporary() {
    try {
      return Files.createTempFile("round-trip", ".safetensors");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
