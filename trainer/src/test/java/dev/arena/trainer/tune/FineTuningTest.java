package dev.arena.trainer.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.encode.Sequence;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.network.RandomWeights;
import dev.arena.trainer.network.TieFreePair;
import dev.arena.trainer.network.Weights;
import dev.arena.trainer.recipe.Recipes;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FineTuningTest {
  private static final BertSizes SIZES = new BertSizes(30, 8, 1, 2, 16, 24, 2, 1e-12f);
  private static final TieFreePair PAIR =
      new TieFreePair(
          new Sequence(new int[] {1, 2}, 1), new Sequence(new int[] {1, 3}, 1), 0, 1, 1);

  @Test
  void withoutEpochsTheEncoderStaysAsItIsAndTheScoringVectorIsFitted() {
    Weights start = RandomWeights.of(SIZES, new Random(1));
    try (PreferenceNetwork network = new PreferenceNetwork(start);
        FineTuning tuning =
            new FineTuning(
                network,
                List.of(PAIR),
                List.of(),
                Recipes.read("default", Map.of("epochs", "0")),
                Journal.NONE)) {
      tuning.begin();
      tuning.finish(line -> {}, epoch -> {});
      tuning.restoreBest();
      assertThat(tuning.bestStep()).isZero();
      assertThat(network.scoringVector()).isNotEqualTo(new float[SIZES.hidden()]);
      network
          .weights()
          .values()
          .forEach((name, values) -> assertThat(values).isEqualTo(start.get(name)));
    }
  }

  @Test
  void aLossThatIsNotANumberStopsTrainingAndTheErrorNamesAWayOut() {
    try (PreferenceNetwork network =
        new PreferenceNetwork(RandomWeights.of(SIZES, new Random(1)))) {
      try (FineTuning tuning =
          new FineTuning(
              network,
              List.of(PAIR),
              List.of(),
              Recipes.read("default", Map.of("learning-rate", "0.5")),
              Journal.NONE)) {
        tuning.begin();
        float[] broken = new float[8];
        broken[0] = Float.NaN;
        network.setScoringVector(broken);
        assertThatThrownBy(() -> tuning.epoch(1))
            .isInstanceOf(UserException.class)
            .hasMessageContaining("the loss at step 1 is NaN")
            .hasMessageContaining("lower --learning-rate than 0.5");
      }
    }
  }
}
