package dev.arena.trainer.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.head.Calibration;
import dev.arena.trainer.head.DavidsonHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecalibrationTest {
  @Test
  void aTeacherThatIsTooSureAndSeesTooFewTiesIsCorrected() {
    Random random = new Random(1);
    List<Probabilities> given = new ArrayList<>();
    List<Outcome> votes = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      double difference = 1.5 * random.nextGaussian();
      votes.add(drawn(random, DavidsonHead.probabilities(difference, 0.3)));
      given.add(probabilities(DavidsonHead.probabilities(2 * difference, -0.7)));
    }
    Recalibration found = Recalibration.fit(given, votes, 1);
    assertThat(found.calibration().factor()).isCloseTo(0.5, within(0.05));
    assertThat(found.calibration().shift()).isCloseTo(1.0, within(0.15));
    Probabilities corrected = found.of(probabilities(DavidsonHead.probabilities(2, -0.7)));
    assertThat(corrected.a()).isCloseTo(DavidsonHead.probabilities(1, 0.3)[0], within(0.03));
  }

  @Test
  void certaintyIsRecalibratedToo() {
    Recalibration half = new Recalibration(new Calibration(0.5, 0));
    assertThat(half.of(new Probabilities(1, 0, 0)).a()).isBetween(0.9, 0.9999);
  }

  @Test
  void withoutVotesATeacherKeepsItsProbabilities() {
    Probabilities given = new Probabilities(0.7, 0.1, 0.2);
    assertThat(Recalibration.fit(List.of(), List.of(), 1).of(given)).isEqualTo(given);
  }

  private static Probabilities probabilities(double[] p) {
    return Probabilities.scaled(p[0], p[1], p[2]);
  }

  private static Outcome drawn(Random random, double[] p) {
    double at = random.nextDouble();
    return at < p[0]
        ? Outcome.WINNER_MODEL_A
        : at < p[0] + p[1] ? Outcome.WINNER_MODEL_B : Outcome.WINNER_TIE;
  }
}
