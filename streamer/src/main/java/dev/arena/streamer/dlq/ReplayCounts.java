package dev.arena.streamer.dlq;

import dev.arena.kafka.deadletter.DeadLetterException.Reason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what a replay did with the requested dead letters, by kind of reason. */
final class ReplayCounts {
  private static final String UNKNOWN = "kind not recorded";

  private final Map<Decision, Map<String, Long>> counts = new EnumMap<>(Decision.class);

  /** What a replay does with a dead letter. */
  enum Decision {
    /** It is sent. */
    SENT,
    /** It would become a dead letter again. */
    FAILS_AGAIN,
    /** It was sent by an earlier replay. */
    SENT_BEFORE,
    /** It is of another topic, too large, or no longer complete. */
    CANNOT_BE_SENT
  }

  void add(DeadLetter deadLetter, Decision decision) {
    counts
        .computeIfAbsent(decision, key -> new TreeMap<>())
        .merge(deadLetter.kind().map(Reason::text).orElse(UNKNOWN), 1L, Long::sum);
  }

  long of(Decision decision) {
    return kinds(decision).values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * The lines for sent and for unsent dead letters, each followed by one line per kind.
   *
   * @param did such as {@code sent}
   * @param topic the pairs' topic
   */
  List<String> lines(String did, String topic) {
    List<String> lines = new ArrayList<>();
    lines.add("%s %d again to %s".formatted(did, of(Decision.SENT), topic));
    kinds(Decision.SENT).forEach((kind, count) -> lines.add(line(count, kind, "")));
    long others = of(Decision.FAILS_AGAIN) + of(Decision.SENT_BEFORE) + of(Decision.CANNOT_BE_SENT);
    if (others > 0) {
      lines.add("not sent: " + others);
      kinds(Decision.FAILS_AGAIN)
          .forEach(
              (kind, count) ->
                  lines.add(line(count, kind, why(kind) + ", so it would fail again (--force)")));
      kinds(Decision.SENT_BEFORE)
          .forEach((kind, count) -> lines.add(line(count, kind, "sent before (--again)")));
      kinds(Decision.CANNOT_BE_SENT)
          .forEach((kind, count) -> lines.add(line(count, kind, "cannot be sent, see above")));
    }
    return lines;
  }

  private Map<String, Long> kinds(Decision decision) {
    return counts.getOrDefault(decision, Map.of());
  }

  private static String line(long count, String kind, String why) {
    return "%8d  %s%s".formatted(count, kind, why.isEmpty() ? "" : ": " + why);
  }

  private static String why(String kind) {
    return Reason.of(kind).map(Reason::description).orElse(kind);
  }
}
