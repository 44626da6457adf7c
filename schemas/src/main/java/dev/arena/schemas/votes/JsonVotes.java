package dev.arena.schemas.votes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.schemas.csv.BadRowException;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.file.InputFile;
import dev.arena.schemas.jsonl.JsonFields;
import dev.arena.schemas.jsonl.JsonObjects;
import dev.arena.schemas.jsonl.JsonTurns;
import dev.arena.schemas.jsonl.Winner;
import dev.arena.schemas.turns.Fault;
import dev.arena.schemas.turns.TurnList;
import dev.arena.schemas.votes.FileVote.AnswerStyles;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the votes of a JSONL file. Not thread-safe. */
final class JsonVotes implements FileVoteReader.Rows {
  private static final String METADATA = "conv_metadata";

  private final String file;
  private final JsonObjects objects;
  private final boolean texts;

  private JsonVotes(JsonObjects objects, String file, boolean texts) {
    this.file = file;
    this.objects = objects;
    this.texts = texts;
  }

  static JsonVotes read(InputFile input, ColumnNames columns, boolean texts) {
    return new JsonVotes(JsonObjects.read(input, columns), input.name(), texts);
  }

  @Override
  public @Nullable FileVote next() {
    ObjectNode fields = objects.next();
    if (fields == null) {
      return null;
    }
    try {
      String a = model(fields, "model_a");
      String b = model(fields, "model_b");
      String voter = JsonFields.first(fields, CsvPair.VOTERS);
      return new FileVote(
          JsonFields.first(fields, List.of("id", "question_id")),
          a,
          b,
          winner(fields, a, b),
          JsonFields.first(fields, List.of("kind")),
          voter,
          voter == null && CsvPair.VOTERS.stream().anyMatch(fields::has),
          JsonFields.createdAt(fields),
          JsonFields.first(fields, List.of("language")),
          style(fields.path(METADATA)),
          texts && JsonTurns.areIn(fields) ? JsonTurns.of(fields) : null,
          objects.line());
    } catch (Fault fault) {
      throw new BadRowException(file, objects.line(), String.valueOf(fault.getMessage()));
    }
  }

  private static String model(ObjectNode fields, String name) throws Fault {
    JsonNode model = fields.path(name);
    if (!model.isTextual() || model.textValue().isBlank()) {
      throw new Fault(
          "field %s is %s; expected the name of a model".formatted(name, Fault.shown(model)));
    }
    return TurnList.whole(model.textValue());
  }

  private static Winner winner(ObjectNode fields, String a, String b) throws Fault {
    JsonNode text = fields.path(Winner.FIELD);
    Winner named = text.isTextual() ? WinnerText.of(text.textValue(), a, b) : null;
    Winner found = named == null ? Winner.of(fields) : named;
    if (found == null) {
      throw new Fault("field winner is missing; " + WinnerText.EXPECTED);
    }
    return found;
  }

  private static @Nullable AnswerStyles style(JsonNode metadata) {
    if (!metadata.has("sum_assistant_a_tokens") || !metadata.has("sum_assistant_b_tokens")) {
      return null;
    }
    return new AnswerStyles(
        total(metadata.path("sum_assistant_a_tokens")),
        total(metadata.path("sum_assistant_b_tokens")),
        total(metadata.path("header_count_a")),
        total(metadata.path("header_count_b")),
        total(metadata.path("list_count_a")),
        total(metadata.path("list_count_b")),
        total(metadata.path("bold_count_a")),
        total(metadata.path("bold_count_b")));
  }

  /** A count, or the sum of the counts in an object, as FastChat adds them up. */
  private static int total(JsonNode counts) {
    long total = counts.longValue();
    for (JsonNode count : counts) {
      total += count.intValue();
    }
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, total));
  }

  @Override
  public void close() throws IOException {
    objects.close();
  }
}
