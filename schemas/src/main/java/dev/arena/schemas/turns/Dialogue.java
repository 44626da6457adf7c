package dev.arena.schemas.turns;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A conversation written as one text, as in HH-RLHF: {@code "\n\nHuman: 2+2?\n\nAssistant: 4"}. A
 * line that begins with {@code Human:} or {@code Assistant:} behind an empty line begins a message.
 */
final class Dialogue {
  private static final Pattern SPEAKER = Pattern.compile("(?:^\\s*|\n\n)(Human|Assistant):");

  private Dialogue() {}

  /** Whether a text begins as a dialogue does. */
  static boolean isOne(@Nullable String text) {
    return text != null && text.stripLeading().startsWith("Human:");
  }

  /** Its messages, for {@link Side#of}. */
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
