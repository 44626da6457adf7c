package dev.arena.votes.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.VoteOutcome;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A decisive vote in TRL's conversational preference format (<a
 * href="https://huggingface.co/docs/trl/dataset_formats">dataset formats</a>): {@code prompt} holds
 * the messages that both conversations share, {@code chosen} and {@code rejected} the messages from
 * the first answer that differs, to the end.
 */
final class TrlPreference {
  private TrlPreference() {}

  /** The object of a vote, or why it has none. */
  sealed interface Result {
    record Preference(ObjectNode object) implements Result {}

    record None(Omission reason) implements Result {}
  }

  static Result of(VoteOutcome outcome, ConversationPair pair) {
    List<Turn> turns = pair.getTurns();
    int different = firstDifference(turns);
    if (different == turns.size()) {
      return new Result.None(Omission.SAME_ANSWERS);
    }
    if (turns.stream().anyMatch(TrlPreference::lacksText)) {
      return new Result.None(Omission.NO_ANSWER);
    }
    ArrayNode prompt = JsonNodeFactory.instance.arrayNode();
    for (Turn turn : turns.subList(0, different)) {
      add(prompt, "user", turn.getPrompt());
      add(prompt, "assistant", turn.getResponseA());
    }
    add(prompt, "user", turns.get(different).getPrompt());
    boolean chosenIsA = outcome == VoteOutcome.A;
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.set("prompt", prompt);
    object.set("chosen", rest(turns.subList(different, turns.size()), chosenIsA));
    object.set("rejected", rest(turns.subList(different, turns.size()), !chosenIsA));
    return new Result.Preference(object);
  }

  private static int firstDifference(List<Turn> turns) {
    int turn = 0;
    while (turn < turns.size()
        && Objects.equals(turns.get(turn).getResponseA(), turns.get(turn).getResponseB())) {
      turn++;
    }
    return turn;
  }

  private static boolean lacksText(Turn turn) {
    return isBlank(turn.getPrompt())
        || isBlank(turn.getResponseA())
        || isBlank(turn.getResponseB());
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  private static ArrayNode rest(List<Turn> turns, boolean ofA) {
    ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < turns.size(); i++) {
      if (i > 0) {
        add(messages, "user", turns.get(i).getPrompt());
      }
      add(messages, "assistant", ofA ? turns.get(i).getResponseA() : turns.get(i).getResponseB());
    }
    return messages;
  }

  private static void add(ArrayNode messages, String role, @Nullable String content) {
    messages.addObject().put("role", role).put("content", content);
  }
}
