package dev.arena.streamer.dlq;

import dev.arena.schemas.text.TerminalText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts dead letters by reason; reasons that differ in numbers and ids only are one. */
final class Reasons {
  private static final int MOST_SHOWN = 10;

  /** Beyond this many, what is new is counted with the others; bounds memory. */
  private static final int MOST_KEPT = 10_000;

  private final Map<String, Long> counts = new HashMap<>();
  private long count;

  void add(DeadLetter letter) {
    count++;
    String kind =
        TerminalText.line(letter.reason())
            .replaceFirst("^pair .* has ", "pair ... has ")
            .replaceAll("\\d+", "N");
    if (counts.size() < MOST_KEPT || counts.containsKey(kind)) {
      counts.merge(kind, 1L, Long::sum);
    }
  }

  long count() {
    return count;
  }

  /** The commonest reasons with their counts, below a line with the sum. */
  List<String> lines(String topic) {
    if (count == 0) {
      return List.of("no dead letters in " + topic + " that were asked for");
    }
    List<String> lines = new ArrayList<>();
    lines.add(count == 1 ? "1 dead letter:" : count + " dead letters:");
    long rest = count;
    List<Map.Entry<String, Long>> sorted =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(MOST_SHOWN)
            .toList();
    for (Map.Entry<String, Long> kind : sorted) {
      lines.add("%8d  %s".formatted(kind.getValue(), kind.getKey()));
      rest -= kind.getValue();
    }
    if (rest > 0) {
      lines.add("%8d  other reasons".formatted(rest));
    }
    return lines;
  }
}
