package dev.arena.votes.evaluation;

import java.util.List;

/**
 * Whose battle it is: the parts of a battle's key.
 *
 * @param voter for an anonymous vote, where its record is
 */
record VoteId(String pairId, String kind, String voter) {
  /**
   * Reads the key of a battle.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static VoteId parse(String key) {
    List<String> parts = JsonArrays.texts(key);
    if (parts.size() != 3) {
      throw new IllegalArgumentException("an array of %d texts".formatted(parts.size()));
    }
    return new VoteId(parts.get(0), parts.get(1), parts.get(2));
  }

  /** The key of the battle. */
  String text() {
    return JsonArrays.text(List.of(pairId, kind, voter));
  }

  /** What the keys with these first parts begin with, and no other key does. */
  static String prefix(String... parts) {
    String array = JsonArrays.text(List.of(parts));
    return array.substring(0, array.length() - 1) + ",";
  }

  /** A text after all keys that begin with a prefix, and before all later keys. */
  static String end(String prefix) {
    return prefix.substring(0, prefix.length() - 1) + (char) (',' + 1);
  }
}
