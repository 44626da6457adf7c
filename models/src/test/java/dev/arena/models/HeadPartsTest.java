package dev.arena.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.arena.models.Explanation.Part;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.encode.FeatureGroup;
import dev.arena.models.encode.FeatureSpec;
import dev.arena.models.network.HeadNetwork;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The parts of the shipped head, compared with the terms of its formula. */
class HeadPartsTest {
  private static final double LIMIT = 4;

  private static final ModelBundle BUNDLE =
      ModelBundle.load(Path.of(System.getProperty("arena.root"), "models/default"));
  private final FeatureSpec features = BUNDLE.manifest().features();
  private final int hidden = BUNDLE.manifest().hidden();

  @Test
  void eachPartIsTheSumOfItsTerms() throws Exception {
    ModelProto graph = ModelProto.parseFrom(Files.readAllBytes(BUNDLE.head()));
    List<HeadNetwork.Input> inputs = inputs();

    List<HeadParts.Parts> parts = parts(inputs);

    for (int i = 0; i < inputs.size(); i++) {
      HeadNetwork.Input input = inputs.get(i);
      HeadParts.Parts found = parts.get(i);
      double[] antisymmetric = terms(graph, "antisymmetric", input.antisymmetric());
      double[] symmetric = terms(graph, "symmetric", input.symmetric());
      for (FeatureGroup group : FeatureGroup.values()) {
        assertThat(logit(found.winner(), group.text()))
            .as("%s", group)
            .isCloseTo(sum(group, features.antisymmetric(), antisymmetric), within(2e-6));
        assertThat(logit(found.tie(), group.text()))
            .as("%s", group)
            .isCloseTo(sum(group, features.symmetric(), symmetric), within(2e-6));
      }
      assertThat(logit(found.winner(), Explanation.TEXT))
          .isCloseTo(product(graph, "direction", input, -1), within(2e-6));
      assertThat(logit(found.tie(), Explanation.TEXT))
          .isCloseTo(product(graph, "tie_direction", input, 1), within(2e-6));
    }
  }

  @Test
  void thePartsAddUpToTheLogits() throws Exception {
    List<HeadNetwork.Input> inputs = inputs();

    List<HeadParts.Parts> parts = parts(inputs);

    try (HeadNetwork head = head()) {
      float[][] logits = head.logits(inputs);
      for (int i = 0; i < logits.length; i++) {
        assertThat(parts.get(i).winner().stream().mapToDouble(Part::logit).sum())
            .isCloseTo(2 * logits[i][0], within(1e-5));
        assertThat(parts.get(i).tie().stream().mapToDouble(Part::logit).sum())
            .isCloseTo(logits[i][2], within(1e-5));
      }
    }
  }

  @Test
  void aSymmetricFeatureAtItsMeanHasNoPart() throws Exception {
    HeadNetwork.Input average =
        new HeadNetwork.Input(
            new float[hidden],
            new float[hidden],
            new float[features.antisymmetric().size()],
            BUNDLE.symmetricMeans());

    HeadParts.Parts parts = parts(List.of(average)).get(0);

    assertThat(parts.winner()).allSatisfy(part -> assertThat(part.logit()).isZero());
    assertThat(parts.tie().subList(0, parts.tie().size() - 1))
        .allSatisfy(part -> assertThat(part.logit()).isZero());
    assertThat(logit(parts.tie(), Explanation.CONSTANT)).isNotZero();
  }

  private List<HeadParts.Parts> parts(List<HeadNetwork.Input> inputs) throws Exception {
    try (HeadNetwork head = head()) {
      return new HeadParts(head, features, hidden, BUNDLE.symmetricMeans()).of(inputs);
    }
  }

  private HeadNetwork head() throws Exception {
    return HeadNetwork.open(
        BUNDLE.head(), hidden, features.antisymmetric().size(), features.symmetric().size());
  }

  /** Some of these values are clipped. */
  private List<HeadNetwork.Input> inputs() {
    Random random = new Random(20);
    List<HeadNetwork.Input> inputs = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      inputs.add(
          new HeadNetwork.Input(
              numbers(random, hidden, 0.05),
              numbers(random, hidden, 0.05),
              numbers(random, features.antisymmetric().size(), 2),
              numbers(random, features.symmetric().size(), 4)));
    }
    return inputs;
  }

  private static float[] numbers(Random random, int count, double deviation) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) (deviation * random.nextGaussian());
    }
    return numbers;
  }

  private static double logit(List<Part> parts, String name) {
    return parts.stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .orElseThrow()
        .logit();
  }

  private static double sum(FeatureGroup group, List<String> names, double[] terms) {
    double sum = 0;
    for (int i = 0; i < terms.length; i++) {
      sum += group.features().contains(names.get(i)) ? terms[i] : 0;
    }
    return sum;
  }

  private static double[] terms(ModelProto graph, String kind, float[] values) {
    float[] centres = constant(graph, kind + "_centre");
    float[] factors = constant(graph, kind + "_factor");
    float[] weights = constant(graph, kind + "_weight");
    double[] terms = new double[values.length];
    for (int i = 0; i < terms.length; i++) {
      double scaled = ((double) values[i] - centres[i]) * factors[i];
      terms[i] = weights[i] * Math.max(-LIMIT, Math.min(LIMIT, scaled));
    }
    return terms;
  }

  private static double product(
      ModelProto graph, String weights, HeadNetwork.Input input, int sign) {
    float[] direction = constant(graph, weights);
    double sum = 0;
    for (int i = 0; i < direction.length; i++) {
      sum += direction[i] * ((double) input.first()[i] + sign * input.second()[i]);
    }
    return sum;
  }

  private static float[] constant(ModelProto graph, String name) {
    TensorProto tensor =
        graph.getGraph().getInitializerList().stream()
            .filter(each -> each.getName().equals(name))
            .findFirst()
            .orElseThrow();
    FloatBuffer numbers =
        tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] values = new float[numbers.remaining()];
    numbers.get(values);
    return values;
  }
}
