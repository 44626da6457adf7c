package dev.arena.console.page.scorer;

import dev.arena.console.page.Drawing;
import dev.arena.console.page.LinearScale;
import dev.arena.statistics.FigureText;
import dev.arena.votes.evaluation.EvaluationSums;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.StringJoiner;

/** Draws the log loss of each day. */
final class DailyLossPicture {
  private static final int WIDTH = 420;
  private static final int HEIGHT = 300;
  private static final int LEFT = 44;
  private static final int RIGHT = WIDTH - 16;
  private static final int TOP = 12;
  private static final int BOTTOM = HEIGHT - 36;
  private static final int TICKS = 6;

  /** Each day has a dot up to this number of days. */
  private static final int FEW_DAYS = 40;

  private DailyLossPicture() {}

  /**
   * The picture; empty without votes.
   *
   * @param days the sums of each day with votes
   * @param classPrior the mean log loss of the class prior
   */
  static Optional<String> svg(SortedMap<Instant, EvaluationSums> days, double classPrior) {
    if (days.isEmpty()) {
      return Optional.empty();
    }
    List<EvaluationSums> sums = List.copyOf(days.values());
    LocalDate first = date(days.firstKey());
    LocalDate last = date(days.lastKey());
    Drawing drawing =
        new Drawing(
            WIDTH,
            HEIGHT,
            "Log loss of each day from %s to %s; %s on the last day, the class prior %s"
                .formatted(
                    first,
                    last,
                    FigureText.decimals(sums.get(sums.size() - 1).logLoss(), 3),
                    FigureText.decimals(classPrior, 3)));
    LinearScale x = LinearScale.of(0, dayOf(days.lastKey(), days), LEFT + 6, RIGHT - 6);
    LinearScale y = scale(days, classPrior);
    for (double tick : y.ticks(TICKS)) {
      drawing.line("grid", LEFT, y.at(tick), RIGHT, y.at(tick));
      drawing.text(
          "tick", LEFT - 6, y.at(tick) + 4, "end", FigureText.decimals(tick, y.digits(TICKS)));
    }
    drawing.line("reference", LEFT, y.at(classPrior), RIGHT, y.at(classPrior));
    StringJoiner points = new StringJoiner(" ");
    for (Map.Entry<Instant, EvaluationSums> day : days.entrySet()) {
      double place = x.at(dayOf(day.getKey(), days));
      double height = y.at(day.getValue().logLoss());
      points.add(FigureText.decimals(place, 1) + " " + FigureText.decimals(height, 1));
      if (days.size() <= FEW_DAYS) {
        drawing.dot("own", place, height);
      }
    }
    drawing.path("curve", points.toString());
    drawing.text("tick", LEFT, BOTTOM + 20, "start", first.toString());
    if (!last.equals(first)) {
      drawing.text("tick", RIGHT, BOTTOM + 20, "end", last.toString());
    }
    return Optional.of(drawing.toString());
  }

  private static LinearScale scale(SortedMap<Instant, EvaluationSums> days, double classPrior) {
    double lowest = classPrior;
    double highest = classPrior;
    for (EvaluationSums day : days.values()) {
      lowest = Math.min(lowest, day.logLoss());
      highest = Math.max(highest, day.logLoss());
    }
    double room = (highest - lowest) / 20;
    return LinearScale.of(lowest - room, highest + room, BOTTOM, TOP);
  }

  private static long dayOf(Instant day, SortedMap<Instant, EvaluationSums> days) {
    return Duration.between(days.firstKey(), day).toDays();
  }

  private static LocalDate date(Instant start) {
    return start.atZone(ZoneOffset.UTC).toLocalDate();
  }
}
