package dev.arena.trainer.run;

import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.evaluate.Interval;
import dev.arena.trainer.evaluate.RowLosses;
import java.util.Locale;

/** The part of a model card that says how good the model is on the validation file. */
final class CardFigures {
  private CardFigures() {}

  static String of(ValidationReport report) {
    RowLosses own = report.model();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "On the %,d rows of `%s`, which were used for nothing else, with the %s encoder: log"
                + " loss **%.4f** (95%% interval %.3f to %.3f), accuracy %.3f, calibration error"
                + " %.3f.\n\n",
            own.rows(),
            report.file(),
            report.precision().text(),
            own.logLoss(),
            own.interval().low(),
            own.interval().high(),
            own.accuracy(),
            own.calibrationError()));
    text.append("| baseline, on the same rows | log loss | difference to it, 95% interval |\n");
    text.append("|---|---|---|\n");
    report
        .baselines()
        .forEach(
            (name, baseline) -> {
              RowLosses.Difference difference = own.against(baseline);
              Interval interval = difference.interval95();
              text.append(
                  String.format(
                      Locale.ROOT,
                      "| %s | %.4f | %+.4f [%+.4f, %+.4f] |\n",
                      Baselines.description(name),
                      baseline.logLoss(),
                      difference.mean(),
                      interval.low(),
                      interval.high()));
            });
    text.append(
        "\n"
            + "Lower is better: a difference below 0 favours this model, and one whose interval"
            + " includes 0 is not significant. Intervals are bootstrap percentiles, paired by"
            + " row.\n");
    return text.toString();
  }
}
