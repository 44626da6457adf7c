package dev.arena.streamer.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Preference;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.file.OutputFile;
import dev.arena.schemas.file.WholeFile;
import dev.arena.schemas.format.PairFormat;
import dev.arena.schemas.jsonl.Winner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The result file of a replay: every row with its result, in the order of the input, as CSV or
 * JSONL depending on the file's name. Not thread-safe.
 */
final class ResultFile implements AutoCloseable {
  private final WholeFile file;
  private final PairFormat format;
  private final CsvWriter csv;

  private ResultFile(WholeFile file, PairFormat format) {
    this.file = file;
    this.format = format;
    this.csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(file.writer());
  }

  /**
   * Begins a result; {@code -} is standard output, as CSV.
   *
   * @throws dev.arena.schemas.failure.UserException if the file cannot be written
   */
  static ResultFile open(String name) {
    ResultFile result = new ResultFile(WholeFile.open(name), PairFormat.ofName(name));
    if (result.format == PairFormat.CSV) {
      result.csv.writeRecord(ResultRow.COLUMNS);
    }
    return result;
  }

  /** Adds a row; rows must be added in the input's order. */
  void add(ReplayRow row, RowResult result) {
    ObjectNode fields = ResultRow.of(row, result);
    switch (format) {
      case CSV -> write(ResultRow.COLUMNS.stream().map(name -> cell(fields.path(name))).toList());
      case JSONL -> file.write(fields + "\n");
    }
  }

  private void write(List<String> cells) {
    try {
      csv.writeRecord(cells);
    } catch (UncheckedIOException e) {
      throw OutputFile.unwritable(file.name(), e);
    }
  }

  /** A cell's text; lists and objects are written as JSON, as in Kaggle's files. */
  private static String cell(JsonNode value) {
    return value.isNull() ? "" : value.isContainerNode() ? value.toString() : value.asText();
  }

  /** Marks the result as complete, so that closing moves the file into place. */
  void complete() {
    file.complete();
  }

  @Override
  public void close() {
    try (file) {
      csv.flush();
    } catch (IOException | UncheckedIOException e) {
      throw OutputFile.unwritable(file.name(), e);
    }
  }

  /**
   * A row of a replay's result: the input's columns under Arena's names, then the answer's columns.
   * Arena can read a JSONL result as input again.
   */
  private static final class ResultRow {
    /** The columns, in order. */
    static final List<String> COLUMNS =
        List.of(
            "id",
            "model_a",
            "model_b",
            "prompt",
            "response_a",
            "response_b",
            "winner",
            "created_at",
            "attributes",
            "file",
            "line",
            "status",
            "reason",
            "probability_model_a",
            "probability_model_b",
            "probability_tie",
            "scored_by",
            "tokens",
            "truncated");

    private ResultRow() {}

    /** Returns all columns of a row; null for those without a value. */
    static ObjectNode of(ReplayRow row, RowResult result) {
      ConversationPair pair = row.row().pair();
      ObjectNode fields = JsonNodeFactory.instance.objectNode();
      fields.put("id", pair.getId());
      fields.put("model_a", pair.getModelA());
      fields.put("model_b", pair.getModelB());
      fields.set("prompt", texts(pair, Turn::getPrompt));
      fields.set("response_a", texts(pair, Turn::getResponseA));
      fields.set("response_b", texts(pair, Turn::getResponseB));
      fields.put("winner", winner(row));
      Instant created = pair.getCreatedAt();
      fields.put("created_at", created == null ? null : created.toString());
      ObjectNode attributes = fields.putObject("attributes");
      pair.getAttributes().forEach(attributes::put);
      fields.put("file", row.row().file());
      fields.put("line", row.row().line());
      add(fields, result);
      return fields;
    }

    private static void add(ObjectNode fields, RowResult result) {
      Preference preference = null;
      if (result instanceof RowResult.Answered answered) {
        preference = answered.preference();
        fields.put("status", "scored").putNull("reason");
      } else if (result instanceof RowResult.DeadLettered letter) {
        fields.put("status", "dead letter").put("reason", letter.reason());
      } else if (result instanceof RowResult.Missing missing) {
        fields.put("status", "missing").put("reason", missing.reason());
      }
      fields.put("probability_model_a", preference == null ? null : preference.getWinnerModelA());
      fields.put("probability_model_b", preference == null ? null : preference.getWinnerModelB());
      fields.put("probability_tie", preference == null ? null : preference.getWinnerTie());
      fields.put("scored_by", preference == null ? null : preference.getModel());
      fields.put("tokens", preference == null ? null : preference.getTokens());
      fields.put("truncated", preference == null ? null : preference.getTruncated());
    }

    private static @Nullable String winner(ReplayRow row) {
      String kept = row.row().pair().getAttributes().get(Winner.FIELD);
      if (kept != null) {
        return kept;
      }
      Outcome vote = row.vote();
      return vote == null ? null : Winner.of(vote).text();
    }

    private static ArrayNode texts(ConversationPair pair, Function<Turn, @Nullable String> text) {
      ArrayNode texts = JsonNodeFactory.instance.arrayNode();
      pair.getTurns().forEach(turn -> texts.add(text.apply(turn)));
      return texts;
    }
  }
}
