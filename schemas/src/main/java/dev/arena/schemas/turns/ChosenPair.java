package dev.arena.schemas.turns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.schemas.Turn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pair made from a chosen and a rejected answer, as in TRL, UltraFeedback and HH-RLHF data.
 *
 * <p>An answer is a string or a list of messages (see {@link Side}), and so is the prompt. The
 * prompt may be missing if the answers are whole dialogues: messages that begin with a {@code user}
 * message, or a string such as {@code "\n\nHuman: 2+2?\n\nAssistant: 4"}. {@link TurnList} parses
 * strings.
 *
 * <p>A hash of the pair's id decides which answer is A, so that every command reads the same pair
 * from the same row, and A wins in about half of the rows.
 *
 * @param turns the turns, with both answers
 * @param chosenIsA whether the chosen answer is A's
 */
public record ChosenPair(List<Turn> turns, boolean chosenIsA) {
  /** The field of the answer that was preferred. */
  public static final String CHOSEN = "chosen";

  /** The field of the other answer. */
  public static final String REJECTED = "rejected";

  private static final String PROMPT = "prompt";

  /**
   * Reads a pair.
   *
   * @param id the pair's id
   * @param prompt a missing node if the row has no such field
   */
  public static ChosenPair of(String id, JsonNode prompt, JsonNode chosen, JsonNode rejected)
      throws Fault {
    requirePresent(chosen, CHOSEN);
    requirePresent(rejected, REJECTED);
    Side one = side(prompt, chosen, CHOSEN);
    Side other = side(prompt, rejected, REJECTED);
    if (!one.prompts().equals(other.prompts())) {
      throw new Fault(
          "chosen and rejected hold different prompts; expected two answers to one conversation");
    }
    boolean chosenIsA = isChosenA(id);
    Side a = chosenIsA ? one : other;
    Side b = chosenIsA ? other : one;
    return new ChosenPair(TurnList.turns(a.prompts(), a.answers(), b.answers()), chosenIsA);
  }

  /** Whether the chosen answer is A's: the lowest bit of the first byte of the id's SHA-256. */
  static boolean isChosenA(String id) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      return (hash[0] & 1) == 0;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void requirePresent(JsonNode answer, String field) throws Fault {
    if (answer.isMissingNode()) {
      throw new Fault("field " + field + " is missing; expected both chosen and rejected");
    }
  }

  private static Side side(JsonNode prompt, JsonNode answer, String field) throws Fault {
    ArrayNode before = messages(prompt, PROMPT);
    ArrayNode messages = messages(answer, field);
    if (messages == null && before == null) {
      return ofTexts(prompt, answer, field);
    }
    ArrayNode whole = JsonNodeFactory.instance.arrayNode();
    if (messages == null || !isWhole(messages)) {
      addPrompt(whole, before, prompt);
    }
    if (messages == null) {
      whole.add(Dialogue.message("assistant", text(answer, field)));
    } else {
      whole.addAll(messages);
    }
    return read(whole, field);
  }

  private static Side ofTexts(JsonNode prompt, JsonNode answer, String field) throws Fault {
    String said = text(answer, field);
    String asked = text(prompt, PROMPT);
    if (Dialogue.isOne(asked)) {
      return read(Dialogue.messages(asked + said), field);
    }
    if ((asked == null || asked.isEmpty()) && Dialogue.isOne(said)) {
      return read(Dialogue.messages(String.valueOf(said)), field);
    }
    if (prompt.isMissingNode()) {
      throw new Fault(
          "field "
              + field
              + " holds only an answer, and there is no prompt; expected the field prompt, or a"
              + " dialogue (a list of messages that begins with a user's, or a string that begins"
              + " with \"Human:\")");
    }
    return new Side(turns(asked, PROMPT), turns(said, field));
  }

  /** Whether the messages include the prompt. */
  private static boolean isWhole(ArrayNode messages) {
    return messages.path(0).path("role").asText().equals("user");
  }

  private static void addPrompt(ArrayNode whole, @Nullable ArrayNode before, JsonNode prompt)
      throws Fault {
    if (before != null) {
      whole.addAll(before);
      return;
    }
    String asked = text(prompt, PROMPT);
    if (asked != null) {
      whole.add(Dialogue.message("user", asked));
    }
  }

  /** The messages in a list, or in a string that contains such a list as JSON; otherwise null. */
  private static @Nullable ArrayNode messages(JsonNode value, String field) throws Fault {
    if (value.isTextual()) {
      String text = value.textValue().strip();
      if (!text.startsWith("[") || !text.substring(1).stripLeading().startsWith("{")) {
        return null;
      }
      return messages(Fault.at("field " + field, () -> Side.parse(text)), field);
    }
    return value instanceof ArrayNode list && list.path(0).isObject() ? list : null;
  }

  private static Side read(JsonNode messages, String field) throws Fault {
    return Fault.at("field " + field, () -> Side.of(messages));
  }

  private static List<@Nullable String> turns(@Nullable String text, String field) throws Fault {
    return Fault.at("field " + field, () -> TurnList.parse(text == null ? "" : text));
  }

  /** A string, or a list of strings as JSON for {@link TurnList}; null if there is none. */
  private static @Nullable String text(JsonNode value, String field) throws Fault {
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (value.isTextual()) {
      return value.textValue();
    }
    if (value.isArray()) {
      return value.toString();
    }
    throw new Fault(
        "field %s is not a string; expected a string, a list of strings, or a list of messages"
            .formatted(field));
  }

  /**
   * A conversation written as one string, as in HH-RLHF: {@code "\n\nHuman: 2+2?\n\nAssistant: 4"}.
   * A line that begins with {@code Human:} or {@code Assistant:} after an empty line starts a
   * message.
   */
  private static final class Dialogue {
    private static final Pattern SPEAKER = Pattern.compile("(?:^\\s*|\n\n)(Human|Assistant):");

    private Dialogue() {}

    /** Whether a string begins like a dialogue. */
    static boolean isOne(@Nullable String text) {
      return text != null && text.stripLeading().startsWith("Human:");
    }

    /** The messages of a dialogue, for {@link Side#of}. */
    static ArrayNode messages(String text) {
      ArrayNode messages = JsonNodeFactory.instance.arrayNode();
      Matcher speaker = SPEAKER.matcher(text);
      boolean more = speaker.find();
      while (more) {
        String role = speaker.group(1).equals("Human") ? "user" : "assistant";
        int begin = speaker.end();
        more = speaker.find();
        int end = more ? speaker.start() : text.length();
        messages.add(message(role, text.substring(begin, end).strip()));
      }
      return messages;
    }

    static ObjectNode message(String role, @Nullable String content) {
      return JsonNodeFactory.instance.objectNode().put("role", role).put("content", content);
    }
  }
}
