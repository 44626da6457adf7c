package dev.arena.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.Sequence;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.export.Exported.Variant;
import dev.arena.trainer.head.PairHead;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.recipe.Pooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExporterTest {
  private static final List<EncodedPair> PAIRS = TinyModel.pairs(40);
  private static final Map<Sequence, float[]> VECTORS = vectors();
  private static final EncoderChoice ALL =
      new EncoderChoice(List.of(Precision.INT8, Precision.FP32, Precision.FP16), null);

  /** A head that is so steep that rounding to int8 shows in the probabilities. */
  private static final PairHead STEEP = TinyModel.head(60);

  @TempDir Path folder;

  @Test
  void everyVariantThatPassesIsWrittenAndDescribed() throws IOException {
    Exported exported = export(TinyModel.head(0.5), ALL, VECTORS);
    assertThat(exported.variants())
        .extracting(Variant::precision)
        .containsExactly(Precision.FP32, Precision.FP16, Precision.INT8);
    assertThat(exported.leftOut()).isEmpty();
    assertThat(exported.reported()).isEqualTo(Precision.INT8);
    assertThat(exported.parity().pairs()).isEqualTo(20);
    assertThat(exported.parity().vectorDifference()).isBetween(1e-9, 1e-5);
    for (Variant variant : exported.variants()) {
      assertThat(variant.bytes()).isEqualTo(Files.size(folder.resolve(variant.file())));
      assertThat(variant.sequencesPerSecond()).isPositive();
    }
    assertThat(exported.variants())
        .extracting(Variant::operators)
        .containsExactly(Operators.ONNX, Operators.ONNX, Operators.ONNX_RUNTIME);
    Variant fp16 = exported.variants().get(1);
    Variant int8 = exported.variants().get(2);
    assertThat(int8.pairs()).isEqualTo(40);
    assertThat(int8.klToFp32()).isPositive().isGreaterThan(fp16.klToFp32());
    assertThat(int8.probabilityDifference()).isBetween(1e-6, 0.1);
  }

  @Test
  void requestedOperatorsAreUsed() throws IOException {
    for (Operators operators : Operators.values()) {
      EncoderChoice choice = new EncoderChoice(List.of(Precision.INT8), operators);
      assertThat(export(TinyModel.head(0.5), choice, VECTORS).variants())
          .extracting(Variant::operators)
          .containsExactly(operators);
    }
  }

  @Test
  void anEncoderTooFarFromFp32IsOmittedAndTheOthersAreKept() throws IOException {
    Exported exported = export(STEEP, ALL, VECTORS);
    assertThat(exported.variants()).extracting(Variant::precision).doesNotContain(Precision.INT8);
    assertThat(exported.reported()).isEqualTo(Precision.FP32);
    assertThat(folder.resolve("encoder.int8.onnx")).doesNotExist();
    assertThat(exported.sentences())
        .last()
        .asString()
        .matches(
            "the int8 encoder's probabilities diverge from fp32's by 0\\.[0-9]+ on average over 40"
                + " pairs, where at most 0\\.0005 is allowed, so it is omitted");
  }

  @Test
  void anExportInWhichNoEncoderPassesIsAnError() {
    assertThatThrownBy(
            () -> export(STEEP, new EncoderChoice(List.of(Precision.INT8), null), VECTORS))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the int8 encoder's probabilities diverge from fp32's by")
        .hasMessageContaining("No bundle was written: pass --precision fp32");
  }

  @Test
  void graphsThatDifferFromTheNetworkAreRefused() {
    Map<Sequence, float[]> other = new HashMap<>(VECTORS);
    float[] changed = VECTORS.get(PAIRS.get(1).second()).clone();
    changed[3] += 2e-4f;
    other.put(PAIRS.get(1).second(), changed);
    assertThatThrownBy(() -> export(TinyModel.head(0.5), ALL, other))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("differ from the trained network by 0.00020 in a vector");
  }

  @Test
  void aVectorWithNanIsNotHiddenByLaterOnes() {
    Map<Sequence, float[]> other = new HashMap<>(VECTORS);
    float[] changed = VECTORS.get(PAIRS.get(0).first()).clone();
    changed[0] = Float.NaN;
    other.put(PAIRS.get(0).first(), changed);
    assertThatThrownBy(() -> export(TinyModel.head(0.5), ALL, other))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("by NaN in a vector");
  }

  @Test
  void theDivergenceIsZeroForEqualAndPositiveForOtherProbabilities() {
    float[] even = {0.25f, 0.25f, 0.5f};
    assertThat(Exporter.divergence(even, even)).isZero();
    assertThat(Exporter.divergence(even, new float[] {0.5f, 0.25f, 0.25f}))
        .isCloseTo(0.25 * Math.log(2), org.assertj.core.api.Assertions.within(1e-9));
    assertThat(Exporter.divergence(even, new float[] {Float.NaN, 0.5f, 0.5f})).isNaN();
  }

  private Exported export(PairHead head, EncoderChoice choice, Map<Sequence, float[]> vectors)
      throws IOException {
    return new Exporter(TinyModel.WEIGHTS, Pooling.ANSWERS, head, 2, System::nanoTime)
        .export(folder, choice, ParitySample.of(PAIRS, vectors));
  }

  private static Map<Sequence, float[]> vectors() {
    List<Sequence> sequences =
        PAIRS.subList(0, 20).stream()
            .flatMap(pair -> java.util.stream.Stream.of(pair.first(), pair.second()))
            .toList();
    Map<Sequence, float[]> vectors = new HashMap<>();
    try (PreferenceNetwork network = new PreferenceNetwork(TinyModel.WEIGHTS)) {
      List<float[]> found = network.vectors(sequences, done -> {});
      for (int i = 0; i < sequences.size(); i++) {
        vectors.put(sequences.get(i), found.get(i));
      }
    }
    return vectors;
  }
}
