package dev.arena.votes.export;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Counts what an export does with each current battle. Not thread-safe. */
final class ExportCounts {
  private long battles;
  private long exported;
  private final Map<Omission, Long> omitted = new EnumMap<>(Omission.class);

  /** Sets how many battles there are. */
  void battles(long count) {
    battles = count;
  }

  void export() {
    exported++;
  }

  void omit(Omission reason) {
    omitted.merge(reason, 1L, Long::sum);
  }

  long exported() {
    return exported;
  }

  /** One line for each reason why votes were omitted. */
  List<String> omissions() {
    List<String> lines = new ArrayList<>();
    omitted.forEach(
        (reason, count) ->
            lines.add(String.format(Locale.ROOT, "%,10d omitted: %s", count, reason.meaning())));
    return lines;
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("battles", battles);
    json.put("exported", exported);
    ObjectNode reasons = json.putObject("omitted");
    omitted.forEach((reason, count) -> reasons.put(reason.key(), count));
    return json;
  }
}
