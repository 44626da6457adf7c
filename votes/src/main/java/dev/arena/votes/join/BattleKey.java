package dev.arena.votes.join;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/**
 * The key of a battle: pair, kind of vote and voter. Its text is a compact JSON array of these
 * three, such as {@code ["pair-1","human","u7"]}; the topic of battles and the store of votes have
 * its UTF-8 bytes as keys.
 *
 * @param voter a pseudonym; for an anonymous vote, topic, partition and offset of its record, such
 *     as {@code arena.votes-0-17}
 */
record BattleKey(String pairId, String kind, String voter) {
  private static final JsonMapper JSON = new JsonMapper();

  /** What identifies an anonymous vote; no other vote has it. */
  static String anonymousVoter(String topic, Position position) {
    return "%s-%d-%d".formatted(topic, position.partition(), position.offset());
  }

  /** The key with this text. */
  static BattleKey parse(String text) {
    try {
      String[] parts = JSON.readValue(text, String[].class);
      if (parts.length == 3) {
        return new BattleKey(parts[0], parts[1], parts[2]);
      }
    } catch (JsonProcessingException notJson) {
      // described below
    }
    throw new IllegalArgumentException(
        "a stored key of %d characters is not that of a battle; expected a JSON array of pair_id, kind and voter"
            .formatted(text.length()));
  }

  /** What the texts of all battles of a pair begin with, and no other text does. */
  static String prefix(String pairId) {
    String array = json(List.of(pairId));
    return array.substring(0, array.length() - 1) + ",";
  }

  /** The compact JSON array. */
  String text() {
    return json(List.of(pairId, kind, voter));
  }

  private static String json(List<String> strings) {
    try {
      return JSON.writeValueAsString(strings);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
