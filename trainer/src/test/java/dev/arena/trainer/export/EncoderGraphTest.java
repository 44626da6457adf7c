package dev.arena.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.models.encode.Sequence;
import dev.arena.models.network.EncoderNetwork;
import dev.arena.models.network.Workers;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.recipe.Pooling;
import dev.arena.trainer.recipe.Recipe;
import dev.arena.trainer.recipe.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EncoderGraphTest {
  private static final List<Sequence> SEQUENCES = sequences();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"ONNX,ALL", "ONNX,ANSWERS", "ONNX_RUNTIME,ALL", "ONNX_RUNTIME,ANSWERS"})
  void theFp32EncoderGivesTheVectorsOfTheNetwork(Operators operators, Pooling pooling)
      throws Exception {
    List<float[]> exported = vectors(pooling, Precision.FP32, operators);
    Recipe recipe =
        Recipes.read("default", Map.of("pooling", pooling.name().toLowerCase(Locale.ROOT)));
    try (PreferenceNetwork network = new PreferenceNetwork(TinyModel.WEIGHTS, recipe)) {
      List<float[]> expected = network.vectors(SEQUENCES, done -> {});
      for (int i = 0; i < SEQUENCES.size(); i++) {
        assertThat(exported.get(i)).containsExactly(expected.get(i), within(1e-5f));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"ONNX,ALL", "ONNX,ANSWERS", "ONNX_RUNTIME,ALL", "ONNX_RUNTIME,ANSWERS"})
  void theInt8EncoderStaysCloseToFp32(Operators operators, Pooling pooling) throws Exception {
    assertClose(Precision.INT8, operators, pooling, 0.99);
  }

  @ParameterizedTest
  @EnumSource
  void theFp16EncoderStaysCloserToFp32(Operators operators) throws Exception {
    assertClose(Precision.FP16, operators, Pooling.ANSWERS, 0.9999);
  }

  private void assertClose(Precision precision, Operators operators, Pooling pooling, double least)
      throws Exception {
    List<float[]> expected = vectors(pooling, Precision.FP32, operators);
    List<float[]> found = vectors(pooling, precision, operators);
    assertThat(found.get(0)).isNotEqualTo(expected.get(0));
    for (int i = 0; i < SEQUENCES.size(); i++) {
      assertThat(cosine(expected.get(i), found.get(i))).isGreaterThan(least);
    }
  }

  @ParameterizedTest
  @EnumSource
  void paddingDoesNotChangeAVector(Operators operators) throws Exception {
    for (Precision precision : List.of(Precision.FP32, Precision.FP16)) {
      byte[] graph = EncoderGraph.write(TinyModel.WEIGHTS, Pooling.ANSWERS, precision, operators);
      long[][] ids = {{5, 6, 7, 0, 0, 0}};
      long[][] mask = {{1, 1, 1, 0, 0, 0}};
      float[] padded = run(graph, ids, mask, new long[][] {{0, 1, 1, 1, 1, 1}});
      float[] alone =
          run(graph, new long[][] {{5, 6, 7}}, new long[][] {{1, 1, 1}}, new long[][] {{0, 1, 1}});
      assertThat(padded)
          .containsExactly(alone, within(precision == Precision.FP32 ? 1e-5f : 1e-3f));
    }
  }

  @Test
  void equalWeightsGiveEqualBytes() {
    for (Precision precision : Precision.values()) {
      for (Operators operators : Operators.values()) {
        assertThat(EncoderGraph.write(TinyModel.WEIGHTS, Pooling.ANSWERS, precision, operators))
            .isEqualTo(
                EncoderGraph.write(TinyModel.WEIGHTS, Pooling.ANSWERS, precision, operators));
      }
    }
  }

  @Test
  void fp16TakesHalfTheSpace() {
    int fp32 =
        EncoderGraph.write(TinyModel.WEIGHTS, Pooling.ANSWERS, Precision.FP32, Operators.ONNX)
            .length;
    int fp16 =
        EncoderGraph.write(TinyModel.WEIGHTS, Pooling.ANSWERS, Precision.FP16, Operators.ONNX)
            .length;
    int parameters =
        TinyModel.WEIGHTS.values().values().stream().mapToInt(values -> values.length).sum();
    assertThat(fp32 - fp16).isCloseTo(2 * parameters, within(200));
  }

  @Test
  void quantisedWeightsUseSevenBitsAndTheirWholeRange() {
    GraphWeights.RowQuantization rows =
        GraphWeights.RowQuantization.of(new float[] {0.6f, -1, 0, 3, 1.2f, 0}, 2, 63);
    assertThat(rows.numbers()).containsExactly(38, -63, 0, 63, 25, 0);
    assertThat(rows.scales()).containsExactly(1 / 63f, 3 / 63f);
  }

  private static List<Sequence> sequences() {
    Random random = new Random(5);
    return Stream.generate(() -> TinyModel.sequence(random)).limit(15).toList();
  }

  private List<float[]> vectors(Pooling pooling, Precision precision, Operators operators)
      throws IOException, OrtException {
    Path file = folder.resolve(precision.text() + operators.text());
    Files.write(file, EncoderGraph.write(TinyModel.WEIGHTS, pooling, precision, operators));
    try (EncoderNetwork network = EncoderNetwork.onCpu(file, TinyModel.HIDDEN, 1);
        Workers workers = new Workers(1)) {
      return network.encode(SEQUENCES, workers);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theMeanOfNoTokensIsZero(Operators operators) throws Exception {
    byte[] graph =
        EncoderGraph.write(TinyModel.WEIGHTS, Pooling.ANSWERS, Precision.FP32, operators);
    assertThat(run(graph, new long[][] {{5, 6}}, new long[][] {{1, 1}}, new long[][] {{0, 0}}))
        .containsOnly(0f);
  }

  private static float[] run(byte[] graph, long[][] ids, long[][] mask, long[][] types)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(graph);
        OnnxTensor i = OnnxTensor.createTensor(environment, ids);
        OnnxTensor m = OnnxTensor.createTensor(environment, mask);
        OnnxTensor t = OnnxTensor.createTensor(environment, types);
        OrtSession.Result result =
            session.run(Map.of("input_ids", i, "attention_mask", m, "token_type_ids", t))) {
      return ((float[][]) result.get(0).getValue())[0];
    }
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
    }
    return product;
  }
}
