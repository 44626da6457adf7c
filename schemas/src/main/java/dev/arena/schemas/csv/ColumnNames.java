package dev.arena.schemas.csv;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.turns.ChosenPair;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A mapping from the column or field names of a CSV or JSONL file to Arena's names.
 *
 * @param sources maps Arena's names to the file's, such as {@code prompt} to {@code instruction}
 */
public record ColumnNames(Map<String, String> sources) {
  /** No mapping: the file uses Arena's names. */
  public static final ColumnNames OWN = new ColumnNames(Map.of());

  private static final List<String> KNOWN =
      List.of(
          CsvHeader.ID,
          CsvHeader.PROMPT,
          CsvHeader.RESPONSE_A,
          CsvHeader.RESPONSE_B,
          ChosenPair.CHOSEN,
          ChosenPair.REJECTED,
          CsvHeader.MODEL_A,
          CsvHeader.MODEL_B,
          Outcome.WINNER_MODEL_A.columnName(),
          Outcome.WINNER_MODEL_B.columnName(),
          Outcome.WINNER_TIE.columnName(),
          "conversation_a",
          "conversation_b",
          "winner",
          "voter",
          "created_at");

  public ColumnNames {
    sources = Map.copyOf(sources);
    for (String name : sources.keySet()) {
      if (!KNOWN.contains(name)) {
        throw new UsageException(
            "--columns names %s; expected NAME=COLUMN with one of Arena's names: %s."
                .formatted(name, String.join(", ", KNOWN)));
      }
    }
    if (new HashSet<>(sources.values()).size() < sources.size()) {
      throw new UsageException(
          "--columns names one column of the file twice; expected a different column for each name.");
    }
  }

  /** Arena's names; a column loses its own name if another column is mapped to that name. */
  List<String> renamed(List<String> names) {
    Map<String, String> targets =
        sources.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
    List<String> renamed = new ArrayList<>();
    for (String name : names) {
      String target = targets.get(name);
      renamed.add(target != null ? target : sources.containsKey(name) ? "" : name);
    }
    return renamed;
  }

  /** Mapped columns that a file lacks. */
  Set<Map.Entry<String, String>> missingFrom(List<String> names) {
    return sources.entrySet().stream()
        .filter(source -> !names.contains(source.getValue()))
        .collect(Collectors.toSet());
  }

  /** The same fields under Arena's names. */
  public ObjectNode renamed(ObjectNode fields) {
    if (sources.isEmpty()) {
      return fields;
    }
    Map<String, JsonNode> moved = new LinkedHashMap<>();
    sources.forEach(
        (name, source) -> {
          if (fields.has(source)) {
            moved.put(name, fields.get(source));
          }
        });
    ObjectNode renamed = fields.deepCopy();
    renamed.remove(sources.keySet());
    renamed.remove(sources.values());
    renamed.setAll(moved);
    return renamed;
  }
}
