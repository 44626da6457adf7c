package dev.arena.lab.soak;

import dev.arena.lab.load.ProcessMetric;
import dev.arena.lab.soak.SoakReport.Growth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report as lines of text. */
final class SoakTable {
  private static final String ROW = "%-28s %12s %12s %12s %9s";
  private static final double PERCENT = 100;
  private static final double MEGA = 1e6;

  private SoakTable() {}

  static List<String> lines(SoakReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s, %.4g pairs/s for %,.0f s%s, looked at %d times; %s, Arena %s",
            report.model(),
            report.perSecond(),
            report.seconds(),
            report.interrupted() ? " (interrupted)" : "",
            report.samples().size(),
            report.date(),
            report.arena()));
    lines.add("");
    lines.add(ROW.formatted("median of the", "2nd sixth", "4th sixth", "last sixth", "growth"));
    for (Growth growth : report.growths()) {
      lines.add(row(growth));
    }
    lines.add("");
    SoakReport.Counts counts = report.counts();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d sent, %,d answered, %,d dead-lettered, %,d %s, %,d too often or in the wrong topic",
            counts.sent(),
            counts.answered(),
            counts.deadLettered(),
            counts.missing(),
            report.interrupted() ? "not answered yet" : "lost",
            counts.surplus()));
    report.growths().stream().filter(Growth::tooMuch).forEach(growth -> lines.add(grew(growth)));
    return lines;
  }

  private static String row(Growth growth) {
    Double grown = growth.growth();
    return ROW.formatted(
        growth.vital().text(),
        amount(growth.vital(), growth.early()),
        amount(growth.vital(), growth.middle()),
        amount(growth.vital(), growth.late()),
        grown == null ? "-" : String.format(Locale.ROOT, "%+.1f %%", PERCENT * grown));
  }

  private static String grew(Growth growth) {
    return "grew: %s; expected less than %.0f %%. --json FILE holds every look at the scorer."
        .formatted(growth.vital().text(), PERCENT * SoakReport.LIMIT);
  }

  private static String amount(ProcessMetric vital, double value) {
    return switch (vital.unit()) {
      case BYTES -> String.format(Locale.ROOT, "%,.1f MB", value / MEGA);
      case COUNT -> String.format(Locale.ROOT, "%,.0f", value);
    };
  }
}
