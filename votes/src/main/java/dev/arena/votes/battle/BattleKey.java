package dev.arena.votes.battle;

import java.util.List;

/**
 * The key of a battle: pair, kind of vote and voter. Its text is a compact JSON array of these
 * three, such as {@code ["pair-1","human","u7"]}; the topic of battles and the stores of votes and
 * battles have its UTF-8 bytes as keys.
 *
 * @param voter a pseudonym; for an anonymous vote, topic, partition and offset of its record, such
 *     as {@code arena.votes-0-17}
 */
public record BattleKey(String pairId, String kind, String voter) {
  /** The kind of votes by people. */
  public static final String HUMAN = "human";

  /** What identifies an anonymous vote; no other vote has it. */
  public static String anonymousVoter(String topic, int partition, long offset) {
    return "%s-%d-%d".formatted(topic, partition, offset);
  }

  /**
   * The key with this text.
   *
   * @throws IllegalArgumentException if it is not the key of a battle
   */
  public static BattleKey parse(String text) {
    List<String> parts = JsonArrays.texts(text);
    if (parts.size() != 3) {
      throw new IllegalArgumentException(
          "a key of %d characters is not that of a battle; expected a JSON array of pair_id, kind and voter"
              .formatted(text.length()));
    }
    return new BattleKey(parts.get(0), parts.get(1), parts.get(2));
  }

  /** What the texts of all keys with these first parts begin with, and no other text does. */
  public static String prefix(String... parts) {
    String array = JsonArrays.text(List.of(parts));
    return array.substring(0, array.length() - 1) + ",";
  }

  /** A text after all keys that begin with a prefix, and before all later keys. */
  public static String end(String prefix) {
    return prefix.substring(0, prefix.length() - 1) + (char) (',' + 1);
  }

  /** The compact JSON array. */
  public String text() {
    return JsonArrays.text(List.of(pairId, kind, voter));
  }
}
