package dev.arena.streamer.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Preference;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.jsonl.Winner;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A row of a replay's result: the input's columns under their own names, then the answer's columns.
 * Arena can read a result in JSONL as input again.
 */
final class ResultRow {
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
