package dev.arena.trainer.run;

import dev.arena.trainer.evaluate.RowLosses;
import dev.arena.trainer.export.Exported;
import dev.arena.trainer.export.Variant;
import dev.arena.trainer.head.Calibration;
import dev.arena.trainer.head.HeadSelection;
import java.util.List;
import java.util.Locale;

/** The part of a model card that says how the head was chosen and what was exported. */
record CardMaking(TrainedModel model) {

  String choosing() {
    HeadSelection.Selected selected = model.fitted().selected();
    if (selected.predictions().isEmpty()) {
      return format(
          "The head is not calibrated: %,d calibration votes are too few.",
          model.split().calibration().size());
    }
    Calibration calibration = model.fitted().calibration();
    RowLosses.Difference difference = model.fitted().encoderDifference();
    return format(
        "On %,d calibration votes that the encoder had not seen, predicted out of fold, the head has a"
            + " log loss of %.4f before calibration, and without the encoder %.4f (difference"
            + " %+.4f, 95%% interval %+.4f to %+.4f, paired by row). The encoder takes part unless"
            + " that difference is more than one standard error above 0. %s",
        selected.losses().length,
        selected.meanLoss(),
        model.fitted().featuresOnly().meanLoss(),
        difference.mean(),
        difference.interval95().low(),
        difference.interval95().high(),
        calibration.equals(Calibration.NONE)
            ? "A calibration of the out-of-fold predictions did not help and was left out."
            : format(
                "A calibration fitted to the same predictions is inside the head: difference times"
                    + " %.3f, tie shifted by %+.3f.",
                calibration.factor(), calibration.shift()));
  }

  String exporting() {
    Exported exported = model.exported();
    List<Variant> rounded = exported.variants().stream().filter(Variant::rounded).toList();
    boolean fp32 = rounded.size() < exported.variants().size();
    StringBuilder text = new StringBuilder();
    text.append(
        format(
            "The %s compared with the trained network on %,d pairs: numbers of a vector differ by"
                + " at most %.1g.",
            fp32 ? "fp32 graphs were" : "graphs were, before rounding,",
            exported.parity().pairs(),
            exported.parity().vectorDifference()));
    for (Variant variant : rounded) {
      text.append(
          format(
              " Rounding to %s moves the probabilities by %.6f (mean Kullback-Leibler divergence"
                  + " from fp32 on %,d pairs; at most %.3f in a probability).",
              variant.precision().text(),
              variant.klToFp32(),
              variant.pairs(),
              variant.probabilityDifference()));
    }
    exported
        .leftOut()
        .forEach(
            left ->
                text.append(
                    format(
                        " The %s encoder was left out: %s.",
                        left.precision().text(), left.reason())));
    return text.toString();
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
