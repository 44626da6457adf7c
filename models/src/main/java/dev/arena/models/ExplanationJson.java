package dev.arena.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.models.Explanation.Part;
import dev.arena.schemas.ConversationPair;
import java.util.List;

/** The fields of an explanation in JSON: {@code parts}, {@code tie_parts} and {@code sentences}. */
public final class ExplanationJson {
  private ExplanationJson() {}

  /** Adds {@code parts} and {@code tie_parts}: lists of {@code name} and {@code logit}. */
  public static void addParts(ObjectNode json, Explanation explanation) {
    json.set("parts", parts(explanation.parts()));
    json.set("tie_parts", parts(explanation.tieParts()));
  }

  /**
   * Adds {@code sentences}: a list of {@code response} ({@code a} or {@code b}), {@code turn},
   * {@code text}, {@code logit} and {@code tie_logit}.
   *
   * @param pair the pair that was explained
   */
  public static void addSentences(
      ObjectNode json, ConversationPair pair, List<SentenceEffect> effects) {
    ArrayNode sentences = json.putArray("sentences");
    for (SentenceEffect effect : effects) {
      sentences
          .addObject()
          .put("response", effect.side() == SentenceEffect.Side.A ? "a" : "b")
          .put("turn", effect.turn())
          .put("text", effect.text(pair))
          .put("logit", effect.logit())
          .put("tie_logit", effect.tieLogit());
    }
  }

  private static ArrayNode parts(List<Part> parts) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    parts.forEach(part -> array.addObject().put("name", part.name()).put("logit", part.logit()));
    return array;
  }
}
