package dev.arena.console.topics;

import dev.arena.schemas.Battle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Preference;
import dev.arena.schemas.Vote;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records about one pair that the console has.
 *
 * @param id of the pair
 * @param pair its texts; null if the topic no longer has them or they are not among the recent ones
 * @param preferences of all scorers, the latest first
 * @param votes recent votes, the latest first
 * @param battles one for each current vote, the latest first
 */
public record PairRecords(
    String id,
    @Nullable ConversationPair pair,
    List<Scored> preferences,
    List<Vote> votes,
    List<Battle> battles) {
  public PairRecords {
    preferences = List.copyOf(preferences);
    votes = List.copyOf(votes);
    battles = List.copyOf(battles);
  }

  boolean isEmpty() {
    return pair == null && preferences.isEmpty() && votes.isEmpty() && battles.isEmpty();
  }

  /**
   * A preference.
   *
   * @param topic of the scorer that wrote it
   */
  public record Scored(String topic, Preference preference) {}
}
