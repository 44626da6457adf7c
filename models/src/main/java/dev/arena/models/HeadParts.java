package dev.arena.models;

import ai.onnxruntime.OrtException;
import dev.arena.models.Explanation.Part;
import dev.arena.models.encode.FeatureGroup;
import dev.arena.models.encode.FeatureSpec;
import dev.arena.models.network.HeadNetwork;
import dev.arena.schemas.failure.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The parts of a head's logits. A head adds up one term for each feature and one for the vectors
 * (decision 0002), so the part of a group of features is what the logit gains when only these
 * features differ from a neutral input: antisymmetric features of 0, symmetric ones at their means,
 * and vectors of 0. The head itself computes that, so scaling, clipping and calibration are
 * included. Thread-safe.
 */
final class HeadParts {
  private static final FeatureGroup[] GROUPS = FeatureGroup.values();

  /** Rows of the head for one pair: one for each group, and one for the vectors. */
  private static final int ROWS = GROUPS.length + 1;

  /** A larger difference is not one of rounding. */
  private static final double LARGEST_ERROR = 1e-3;

  private final HeadNetwork head;
  private final List<FeatureGroup> antisymmetric;
  private final List<FeatureGroup> symmetric;
  private final HeadNetwork.Input neutral;

  /**
   * @param hidden length of a vector
   * @param symmetricMeans the neutral value of each symmetric feature
   */
  HeadParts(HeadNetwork head, FeatureSpec features, int hidden, float[] symmetricMeans) {
    this.head = head;
    this.antisymmetric = features.antisymmetric().stream().map(FeatureGroup::of).toList();
    this.symmetric = features.symmetric().stream().map(FeatureGroup::of).toList();
    float[] zeros = new float[hidden];
    this.neutral =
        new HeadNetwork.Input(zeros, zeros, new float[antisymmetric.size()], symmetricMeans);
  }

  /**
   * The parts of one pair.
   *
   * @param winner parts of {@code ln(P(A) / P(B))}
   * @param tie parts of the tie's logit
   */
  record Parts(List<Part> winner, List<Part> tie) {}

  /**
   * The parts of each pair, in the same order.
   *
   * @throws UserException if they do not add up, because the head is not a sum
   */
  List<Parts> of(List<HeadNetwork.Input> pairs) throws OrtException {
    List<HeadNetwork.Input> rows = new ArrayList<>(1 + (ROWS + 1) * pairs.size());
    rows.add(neutral);
    for (HeadNetwork.Input pair : pairs) {
      for (FeatureGroup group : GROUPS) {
        rows.add(
            new HeadNetwork.Input(
                neutral.first(),
                neutral.second(),
                only(group, antisymmetric, pair.antisymmetric(), neutral.antisymmetric()),
                only(group, symmetric, pair.symmetric(), neutral.symmetric())));
      }
      rows.add(
          new HeadNetwork.Input(
              pair.first(), pair.second(), neutral.antisymmetric(), neutral.symmetric()));
      rows.add(pair);
    }
    float[][] logits = head.logits(rows);
    List<Parts> parts = new ArrayList<>(pairs.size());
    for (int i = 0; i < pairs.size(); i++) {
      int from = 1 + (ROWS + 1) * i;
      Parts ofPair = parts(Arrays.copyOfRange(logits, from, from + ROWS), logits[0]);
      requireSum(ofPair.winner(), (double) logits[from + ROWS][0] - logits[from + ROWS][1]);
      requireSum(ofPair.tie(), logits[from + ROWS][2]);
      parts.add(ofPair);
    }
    return parts;
  }

  private static void requireSum(List<Part> parts, double logit) {
    double sum = parts.stream().mapToDouble(Part::logit).sum();
    if (!(Math.abs(sum - logit) <= LARGEST_ERROR)) {
      throw new UserException(
          "the parts of a score add up to %.4f instead of %.4f; expected a bundle whose head adds up one term for each feature, as ./arena train and ./arena export write it. Score without an explanation."
              .formatted(sum, logit));
    }
  }

  /** The values of one group of features, and neutral ones for the others. */
  private static float[] only(
      FeatureGroup group, List<FeatureGroup> groups, float[] values, float[] neutral) {
    float[] only = neutral.clone();
    for (int i = 0; i < only.length; i++) {
      if (groups.get(i) == group) {
        only[i] = values[i];
      }
    }
    return only;
  }

  private static Parts parts(float[][] logits, float[] constant) {
    List<String> names = Explanation.partNames();
    List<Part> winner = new ArrayList<>();
    List<Part> tie = new ArrayList<>();
    for (int i = 0; i < logits.length; i++) {
      winner.add(new Part(names.get(i), (double) logits[i][0] - logits[i][1]));
      tie.add(new Part(names.get(i), (double) logits[i][2] - constant[2]));
    }
    tie.add(new Part(Explanation.CONSTANT, constant[2]));
    return new Parts(winner, tie);
  }
}
