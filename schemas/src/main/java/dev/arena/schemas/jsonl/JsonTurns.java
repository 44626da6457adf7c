package dev.arena.schemas.jsonl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.schemas.Turn;
import dev.arena.schemas.turns.Fault;
import dev.arena.schemas.turns.Side;
import dev.arena.schemas.turns.TurnList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the turns of a pair from a JSON object: {@code conversation_a} and {@code conversation_b},
 * each a {@link Side}, with equal prompts; or {@code prompt}, {@code response_a} and {@code
 * response_b}, each a list of strings and nulls, or a string that is parsed like a CSV cell.
 *
 * @param fields of the object
 */
public record JsonTurns(ObjectNode fields) {
  static final String CONVERSATION_A = "conversation_a";
  static final String CONVERSATION_B = "conversation_b";
  private static final List<String> TEXTS = List.of("prompt", "response_a", "response_b");

  /** The turns; a fault says which field is missing or cannot be read. */
  public static List<Turn> of(ObjectNode fields) throws Fault {
    return new JsonTurns(fields).turns();
  }

  /** Whether the object has fields with texts. */
  public static boolean areIn(ObjectNode fields) {
    return fields.has(CONVERSATION_A) || TEXTS.stream().allMatch(fields::has);
  }

  private List<Turn> turns() throws Fault {
    if (fields.has(CONVERSATION_A) || fields.has(CONVERSATION_B)) {
      return conversation();
    }
    for (String field : TEXTS) {
      if (!fields.has(field)) {
        throw new Fault(
            "field %s is missing; expected conversation_a and conversation_b, or prompt, response_a and response_b, or prompt, chosen and rejected (--columns NAME=FIELD maps other names)"
                .formatted(field));
      }
    }
    return TurnList.turns(texts("prompt"), texts("response_a"), texts("response_b"));
  }

  private List<Turn> conversation() throws Fault {
    Side a = side(CONVERSATION_A);
    Side b = side(CONVERSATION_B);
    if (!a.prompts().equals(b.prompts())) {
      throw new Fault(
          "conversation_a and conversation_b hold different prompts; expected one conversation"
              + " with two chatbots");
    }
    return TurnList.turns(a.prompts(), a.answers(), b.answers());
  }

  private Side side(String field) throws Fault {
    return Fault.at("field " + field, () -> Side.of(fields.path(field)));
  }

  private List<@Nullable String> texts(String field) throws Fault {
    JsonNode value = fields.path(field);
    if (value.isNull()) {
      List<@Nullable String> one = new ArrayList<>();
      one.add(null);
      return one;
    }
    if (value.isTextual()) {
      return Fault.at("field " + field, () -> TurnList.parse(value.textValue()));
    }
    List<@Nullable String> texts = new ArrayList<>();
    for (JsonNode text : value) {
      if (!text.isTextual() && !text.isNull()) {
        throw new Fault("field %s holds a non-string; expected strings and nulls".formatted(field));
      }
      texts.add(text.isNull() ? null : TurnList.whole(text.textValue()));
    }
    if (!value.isArray()) {
      throw new Fault(
          "field %s is not a string; expected a string or a list of strings".formatted(field));
    }
    return texts;
  }
}
