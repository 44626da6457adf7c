package dev.arena.lab.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Formats a report as lines of text. */
final class ProveTable {
  private ProveTable() {}

  static List<String> lines(ProveReport report) {
    ProveReport.Settings settings = report.settings();
    List<String> lines = new ArrayList<>();
    lines.add(
        format(
            "seed %d: %,d records on %d partitions, %d scorers around a stand-in for the model; from %s, Arena %s",
            report.seed(),
            report.sent(),
            settings.partitions(),
            settings.scorers(),
            report.date(),
            report.arena()));
    lines.add(
        format(
            "clients: session %.1f s, heartbeat %.1f s, transaction %.1f s; one broker with replication 1 that checks for expired transactions every 1 s",
            settings.sessionSeconds(), settings.heartbeatSeconds(), settings.transactionSeconds()));
    lines.add("");
    lines.add("faults");
    report.faults().forEach((kind, count) -> lines.add(row(count, kind)));
    lines.add(
        format(
            "          scorers exited unexpectedly %d times, and %d times before they were ready",
            report.unexpectedExits(), report.failedStarts()));
    lines.add("");
    lines.add("records");
    lines.add(row(report.scored(), "scored"));
    lines.add(row(report.deadLetters(), "dead letters"));
    lines.add("          sent: " + counts(report.kinds()));
    lines.add("");
    lines.add("wrong");
    report.wrong().forEach((what, count) -> lines.add(row(count, what)));
    report.examples().forEach(example -> lines.add("          " + example));
    lines.add("");
    lines.add(
        "until each partition whose last preference the scorer had written has one of another process,");
    lines.add("as a consumer of committed records reads it; median [least, largest]");
    lines.add("   after kill -9: " + seconds(report.secondsAfterKill()));
    lines.add("   after SIGTERM: " + seconds(report.secondsAfterStop()));
    if (report.unmeasured() > 0) {
      lines.add(
          format(
              "   not measured (no work left, or no takeover within 90 s): %d",
              report.unmeasured()));
    }
    lines.add("");
    lines.add(
        format(
            "%s after %.0f s",
            report.stalled()
                ? "STOPPED: no progress"
                : report.good() ? "GOOD: every record exactly once, as expected" : "WRONG",
            report.durationSeconds()));
    return lines;
  }

  private static String row(int count, String what) {
    return format("%,9d %s", count, what);
  }

  private static String counts(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .map(each -> format("%,d %s", each.getValue(), each.getKey()))
        .collect(Collectors.joining(", "));
  }

  private static String seconds(ProveReport.@Nullable Seconds seconds) {
    return seconds == null ? "not measured" : seconds.toString();
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
