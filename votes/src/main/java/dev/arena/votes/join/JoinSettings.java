package dev.arena.votes.join;

import java.time.Duration;
import java.util.List;

/**
 * What a join reads and writes, and how long it remembers.
 *
 * @param preferences the topics of preferences, one for each scorer
 * @param votes the topic of votes
 * @param battles the topic of battles
 * @param deadLetters the topic of dead letters
 * @param partitions the number of partitions of the topic that has the most of those that are read
 * @param byPairPartitions the number of partitions of the internal topic, by which the state is
 *     divided; it stays the same when partitions are added to an input
 * @param times how long the join waits and remembers
 */
public record JoinSettings(
    List<String> preferences,
    String votes,
    String battles,
    String deadLetters,
    int partitions,
    int byPairPartitions,
    Times times) {
  public JoinSettings {
    preferences = List.copyOf(preferences);
  }

  /**
   * How long the join waits and remembers.
   *
   * @param retention how long a pair without votes is remembered, in stream time
   * @param preferenceTimeout how long a vote waits for its pair, and for how long further
   *     preferences change its battle, in stream time
   * @param idle how long nothing may come from a partition before stream time does not wait for it,
   *     by the service's clock
   */
  public record Times(Duration retention, Duration preferenceTimeout, Duration idle) {}
}
