package dev.arena.schemas.jsonl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.csv.BadRowException;
import dev.arena.schemas.csv.CreatedAt;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.turns.ChosenPair;
import dev.arena.schemas.turns.Fault;
import dev.arena.schemas.turns.Side;
import dev.arena.schemas.turns.TurnList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A converter from one JSON object to a conversation pair and its vote.
 *
 * <ul>
 *   <li>{@code id} or {@code question_id}: a non-empty string or an integer; if both are missing,
 *       the id is {@code FILE:LINE}.
 *   <li>{@code conversation_a} and {@code conversation_b}, each a {@link Side}, with equal prompts;
 *       or {@code prompt}, {@code response_a} and {@code response_b}, each a list of strings and
 *       nulls, or a string that is parsed like a CSV cell; or {@code chosen} and {@code rejected}
 *       (see {@link ChosenPair}).
 *   <li>{@code model_a} and {@code model_b}: strings; an empty or missing one is null.
 *   <li>The vote: {@link Winner}.
 *   <li>The time: {@link CreatedAt}; who voted: {@code voter} or {@code judge}.
 *   <li>{@code language, is_code, evaluation_session_id, evaluation_order} become attributes of the
 *       pair, as does the winner {@code both_bad}. Other fields are ignored.
 * </ul>
 */
final class PairObject {
  private static final List<String> KEPT =
      List.of("language", "is_code", "evaluation_session_id", "evaluation_order");

  private final ObjectNode fields;
  private final String file;
  private final long line;

  PairObject(ObjectNode fields, String file, long line) {
    this.fields = fields;
    this.file = file;
    this.line = line;
  }

  /**
   * The pair and its vote, with the given row number.
   *
   * @throws BadRowException when the object cannot be read
   */
  CsvPair pair(long number) {
    try {
      return read(number);
    } catch (Fault fault) {
      throw new BadRowException(file, line, String.valueOf(fault.getMessage()));
    }
  }

  private CsvPair read(long number) throws Fault {
    String id = id();
    ChosenPair choice = hasChoice() ? choice(id) : null;
    Winner winner =
        choice == null ? Winner.of(fields) : Winner.of(Outcome.ofChoice(choice.chosenIsA()));
    ConversationPair pair =
        ConversationPair.newBuilder()
            .setId(id)
            .setTurns(choice == null ? JsonTurns.of(fields) : choice.turns())
            .setModelA(name("model_a"))
            .setModelB(name("model_b"))
            .setCreatedAt(JsonFields.createdAt(fields))
            .setAttributes(attributes(winner))
            .build();
    @Nullable Outcome outcome = winner == null ? null : winner.outcome();
    return new CsvPair(pair, outcome, JsonFields.first(fields, CsvPair.VOTERS), file, line, number);
  }

  private String id() throws Fault {
    String field = fields.has("id") ? "id" : "question_id";
    JsonNode id = fields.path(field);
    if (id.isMissingNode()) {
      return CsvPair.idOf(file, line);
    }
    if (!id.isTextual() && !id.isIntegralNumber()) {
      throw new Fault(
          "field %s is %s; expected a string or an integer that names the pair"
              .formatted(field, Fault.shown(id)));
    }
    if (id.asText().isBlank()) {
      throw new Fault("field %s is empty; expected a string that names the pair".formatted(field));
    }
    return TurnList.whole(id.asText());
  }

  private boolean hasChoice() {
    return (fields.has(ChosenPair.CHOSEN) || fields.has(ChosenPair.REJECTED))
        && !fields.has(JsonTurns.CONVERSATION_A)
        && !fields.has("response_a");
  }

  private ChosenPair choice(String id) throws Fault {
    return ChosenPair.of(
        id,
        fields.path("prompt"),
        fields.path(ChosenPair.CHOSEN),
        fields.path(ChosenPair.REJECTED));
  }

  private @Nullable String name(String field) throws Fault {
    JsonNode name = fields.path(field);
    if (name.isMissingNode() || name.isNull()) {
      return null;
    }
    if (!name.isTextual()) {
      throw new Fault(
          "field %s is not a string; expected a chatbot's name or null".formatted(field));
    }
    return name.textValue().isEmpty() ? null : TurnList.whole(name.textValue());
  }

  private Map<String, String> attributes(@Nullable Winner winner) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String name : KEPT) {
      JsonNode value = fields.path(name);
      if (value.isValueNode() && !JsonFields.isNothing(value)) {
        attributes.put(name, TurnList.whole(value.asText()));
      }
    }
    if (winner == Winner.BOTH_BAD) {
      attributes.put(Winner.FIELD, winner.text());
    }
    return attributes;
  }
}
