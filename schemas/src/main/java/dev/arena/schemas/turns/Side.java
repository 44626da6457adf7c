package dev.arena.schemas.turns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One chatbot's side of a conversation: the user's prompts and the answers, turn by turn.
 *
 * <p>A side is a list of messages {@code {"role": ..., "content": ...}}, or a string that contains
 * such a list. A {@code user} message begins a turn, and an {@code assistant} message ends it; the
 * answer of a turn without one is null. Content is a string, null, or a list of parts {@code
 * {"type": "text", "text": ...}}, which are joined by line breaks. Other roles and images are
 * faults: a pair cannot hold them, and dropping them would change the conversation.
 *
 * @param prompts one per turn
 * @param answers one per turn
 */
public record Side(List<@Nullable String> prompts, List<@Nullable String> answers) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // Python writes NaN
          .build();

  /** Reads a list of messages, or a string that contains one as JSON. */
  public static Side of(JsonNode node) throws Fault {
    JsonNode messages = node.isTextual() ? parse(node.textValue()) : node;
    if (!messages.isArray()) {
      throw new Fault("is not a list; expected a list of messages with role and content");
    }
    Side side = new Side(new ArrayList<>(), new ArrayList<>());
    boolean open = false;
    for (int i = 0; i < messages.size(); i++) {
      JsonNode role = messages.get(i).path("role");
      String text = text(messages.get(i).path("content"), i + 1);
      switch (role.asText()) {
        case "user" -> {
          side.prompts.add(text);
          side.answers.add(null);
          open = true;
        }
        case "assistant" -> {
          if (!open) {
            throw new Fault(
                "has an answer that follows no prompt (message %d); expected alternating user and assistant messages"
                    .formatted(i + 1));
          }
          side.answers.set(side.answers.size() - 1, text);
          open = false;
        }
        default ->
            throw new Fault(
                "has a message whose role is %s (message %d); expected user or assistant"
                    .formatted(Fault.shown(role), i + 1));
      }
    }
    return side;
  }

  /** The messages in a string. */
  static JsonNode parse(String text) throws Fault {
    try {
      return json(text);
    } catch (JsonProcessingException e) {
      throw new Fault("is a string that is not JSON; expected a list of messages");
    }
  }

  /**
   * Reads one JSON value, in which Python may have written NaN.
   *
   * @throws JsonProcessingException when the text is not JSON, continues after the value, or names
   *     a field of an object twice
   */
  public static JsonNode json(String text) throws JsonProcessingException {
    return JSON.readTree(text);
  }

  private static @Nullable String text(JsonNode content, int message) throws Fault {
    if (content.isArray()) {
      List<String> parts = new ArrayList<>();
      for (JsonNode part : content) {
        String text = part(part, message);
        if (text != null) {
          parts.add(text);
        }
      }
      return parts.isEmpty() ? null : String.join("\n", parts);
    }
    if (content.isNull() || content.isMissingNode()) {
      return null;
    }
    if (!content.isTextual()) {
      throw new Fault(
          "has content that is not a string (message %d); expected a string or a list of parts"
              .formatted(message));
    }
    return TurnList.whole(content.textValue());
  }

  private static @Nullable String part(JsonNode part, int message) throws Fault {
    if (part.isTextual()) {
      return TurnList.whole(part.textValue());
    }
    JsonNode type = part.path("type");
    boolean image = !part.path("image").isNull() && !part.path("image").isMissingNode();
    if (image || !(type.isMissingNode() || type.isNull() || type.asText().equals("text"))) {
      throw new Fault(
          "holds %s (message %d); expected only text"
              .formatted(
                  image ? "an image" : "a part whose type is " + Fault.shown(type), message));
    }
    if (part.path("text").isNull()) {
      return null; // a chatbot that gave no answer
    }
    if (!part.path("text").isTextual()) {
      throw new Fault(
          "holds a part without text (message %d); expected the field text".formatted(message));
    }
    return TurnList.whole(part.path("text").textValue());
  }
}
