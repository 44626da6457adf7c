package dev.arena.trainer.run;

import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.failure.UsageException;
import dev.arena.trainer.head.Calibration;
import dev.arena.trainer.head.HeadSelection;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.optimize.AdamW;
import dev.arena.trainer.tune.FineTuning;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one training run shall do.
 *
 * @param train files with votes
 * @param validation file to report on, never to learn or choose from
 * @param out directory of the bundle
 * @param badRows what happens to a row that cannot be read
 * @param precisions which encoders the bundle holds
 * @param recipe the numbers that shape the training
 * @param command as typed, for the provenance
 * @param cardNote what the model card shall say about the votes, in Markdown
 */
public record TrainingOptions(
    List<Path> train,
    @Nullable Path validation,
    Path out,
    BadRows badRows,
    List<Precision> precisions,
    Recipe recipe,
    String command,
    @Nullable String cardNote) {
  public TrainingOptions {
    train = List.copyOf(train);
    precisions = List.copyOf(precisions);
  }

  /** The precision whose figures are reported: the one that runs on a CPU. */
  Precision reported() {
    return precisions.contains(Precision.INT8) ? Precision.INT8 : Precision.FP32;
  }

  /**
   * The numbers that shape the training.
   *
   * @param epochs passes over the rows for the encoder
   * @param batch pairs per step
   * @param learningRate of the encoder
   * @param maxTokens most tokens of one sequence
   * @param seed of everything drawn at random
   * @param limit most training rows, or null for all
   */
  public record Recipe(
      int epochs,
      int batch,
      double learningRate,
      int maxTokens,
      int seed,
      @Nullable Integer limit) {
    public Recipe {
      require(epochs >= 1, "--epochs", epochs, "at least 1");
      require(batch >= 1, "--batch", batch, "at least 1");
      require(learningRate > 0 && learningRate < 1, "--learning-rate", learningRate, "0 to 1");
      require(maxTokens >= 16 && maxTokens <= 512, "--max-tokens", maxTokens, "16 to 512");
      require(limit == null || limit >= 16, "--limit", limit, "at least 16 rows");
    }

    private static void require(
        boolean holds, String option, @Nullable Object found, String expected) {
      if (!holds) {
        throw new UsageException(
            "%s is %s; expected %s (see ./arena train --help)".formatted(option, found, expected));
      }
    }

    /** The part of fine-tuning. */
    FineTuning.Settings tuning() {
      return new FineTuning.Settings(epochs, batch, learningRate, seed);
    }

    /** By name, for the provenance. */
    Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("epochs", epochs);
      map.put("batch", batch);
      map.put("learning_rate", learningRate);
      map.put("optimiser", "AdamW, linear decay");
      map.put("betas", List.of(AdamW.BETA1, AdamW.BETA2));
      map.put("direction_rate_factor", FineTuning.DIRECTION_RATE);
      map.put("weight_decay", FineTuning.WEIGHT_DECAY);
      map.put("largest_norm", FineTuning.LARGEST_NORM);
      map.put("warm_up", FineTuning.WARM_UP);
      map.put("frozen", PreferenceNetwork.FROZEN + "*");
      map.put("evaluations_per_epoch", FineTuning.EVALUATIONS_PER_EPOCH);
      map.put("offset_ridge", HeadStage.FIRST_RIDGE);
      map.put("probe", Map.of("most_pairs", Probe.MOST_PAIRS, "ridges", Probe.RIDGES));
      map.put("learned_share_of_natural", LearningSplit.NATURAL_SHARE);
      map.put(
          "held_out",
          "a tenth from %d on, at most %d"
              .formatted(LearningSplit.HELD_OUT_FROM, LearningSplit.MOST_HELD_OUT));
      map.put("head_tried", HeadSelection.tried());
      map.put("calibration_ridge", Calibration.RIDGE);
      map.put("max_tokens", maxTokens);
      map.put("seed", seed);
      if (limit != null) {
        map.put("limit", limit);
      }
      return map;
    }
  }
}
