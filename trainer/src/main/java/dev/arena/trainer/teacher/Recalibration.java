package dev.arena.trainer.teacher;

import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.head.Calibration;
import dev.arena.trainer.head.DavidsonHead;
import java.util.List;
import java.util.Locale;

/**
 * The calibration of a teacher on votes from files with ties, where outcomes are as frequent as in
 * the traffic that the student will see.
 *
 * @param calibration of the teacher's difference and tie logit
 */
public record Recalibration(Calibration calibration) {
  /** The recalibration that changes nothing. */
  public static final Recalibration NONE = new Recalibration(Calibration.NONE);

  private static final double SMALLEST = 1e-6;

  /**
   * Fits a recalibration to a teacher's probabilities; it changes nothing if that does not help out
   * of fold.
   *
   * @param teacher its probabilities
   * @param votes on the same pairs
   */
  public static Recalibration fit(List<Probabilities> teacher, List<Outcome> votes, long seed) {
    return new Recalibration(
        Calibration.fit(teacher.stream().map(Recalibration::logits).toList(), votes, seed));
  }

  /** What it does, as a clause. */
  public String clause() {
    return calibration.equals(Calibration.NONE)
        ? "used as they are"
        : String.format(
            Locale.ROOT,
            "calibrated on the former: the difference is multiplied by %.3f, and the tie is shifted by %+.3f",
            calibration.factor(),
            calibration.shift());
  }

  /** The recalibrated probabilities. */
  public Probabilities of(Probabilities teacher) {
    if (calibration.equals(Calibration.NONE)) {
      return teacher;
    }
    double[] logits = logits(teacher);
    double[] p =
        DavidsonHead.probabilities(
            logits[0] * calibration.factor(), logits[1] + calibration.shift());
    return Probabilities.scaled(p[0], p[1], p[2]);
  }

  /** The {@code d} and {@code t} of {@link DavidsonHead} that give these probabilities. */
  private static double[] logits(Probabilities p) {
    double a = Math.log(Math.max(p.a(), SMALLEST));
    double b = Math.log(Math.max(p.b(), SMALLEST));
    double tie = Math.log(Math.max(p.tie(), SMALLEST));
    return new double[] {a - b, tie - (a + b) / 2};
  }
}
