package dev.arena.trainer.base;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.arena.models.bundle.Sha256;
import dev.arena.models.encode.Sequence;
import dev.arena.trainer.network.PreferenceNetwork;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("slow")
class PackagedEncoderTest {
  @ParameterizedTest
  @EnumSource
  void theNetworkAgreesWithOnnxRuntimeOnThePackagedGraph(PackagedEncoder encoder)
      throws OrtException, IOException {
    byte[] graph = encoder.graph().readAllBytes();
    BaseEncoder base = encoder.read();
    assertThat(base.sha256()).isEqualTo(Sha256.of(List.of(graph)));
    List<Sequence> sequences = randomSequences(new Random(7));
    try (PreferenceNetwork network =
            new PreferenceNetwork(base.weights(), ReferenceResult.ALL_TOKENS);
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession session = OrtEnvironment.getEnvironment().createSession(graph, options)) {
      List<float[]> vectors = network.vectors(sequences, done -> {});
      for (int i = 0; i < sequences.size(); i++) {
        assertThat(vectors.get(i))
            .usingComparatorWithPrecision(1e-4f)
            .containsExactly(meanVector(session, sequences.get(i)));
      }
    }
  }

  private static List<Sequence> randomSequences(Random random) {
    List<Sequence> sequences = new ArrayList<>();
    for (int length : new int[] {1, 2, 17, 100, 255, 512}) {
      int[] ids = random.ints(length, 1000, 30000).toArray();
      sequences.add(new Sequence(ids, random.nextInt(length)));
    }
    return sequences;
  }

  private static float[] meanVector(OrtSession session, Sequence sequence) throws OrtException {
    long[][] ids = new long[1][sequence.length()];
    long[][] mask = new long[1][sequence.length()];
    long[][] types = new long[1][sequence.length()];
    for (int i = 0; i < sequence.length(); i++) {
      ids[0][i] = sequence.ids()[i];
      mask[0][i] = 1;
      types[0][i] = i < sequence.secondSegment() ? 0 : 1;
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OnnxTensor i = OnnxTensor.createTensor(environment, ids);
        OnnxTensor m = OnnxTensor.createTensor(environment, mask);
        OnnxTensor t = OnnxTensor.createTensor(environment, types);
        OrtSession.Result result =
            session.run(Map.of("input_ids", i, "attention_mask", m, "token_type_ids", t))) {
      float[][] tokens = ((float[][][]) result.get(0).getValue())[0];
      float[] mean = new float[tokens[0].length];
      for (float[] token : tokens) {
        for (int j = 0; j < mean.length; j++) {
          mean[j] += token[j] / tokens.length;
        }
      }
      double square = 0;
      for (float value : mean) {
        square += value * value;
      }
      for (int j = 0; j < mean.length; j++) {
        mean[j] /= (float) Math.sqrt(square);
      }
      return mean;
    }
  }
}
