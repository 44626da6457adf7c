package dev.arena.votes.leaderboard;

import dev.arena.kafka.client.CompactedTopic;
import dev.arena.kafka.client.CompactedTopic.Contents;
import dev.arena.kafka.client.Connection;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.votes.battle.JsonArrays;
import dev.arena.votes.config.VotesKeys;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The current boards of the topic of leaderboards. Not thread-safe. */
record LeaderboardReader(CompactedTopic<Leaderboard> records) implements AutoCloseable {
  /**
   * Reads the topic to its end.
   *
   * @throws UserException if the cluster cannot be read
   */
  static LeaderboardReader open(Connection connection, String topic) throws InterruptedException {
    return new LeaderboardReader(
        CompactedTopic.read(
            connection,
            topic,
            new Contents<>(
                ArenaSerdes.leaderboards(connection.registry()),
                "a leaderboard",
                "leaderboards",
                VotesKeys.TOPIC_LEADERBOARD.name())));
  }

  /**
   * The board of a kind, slice and method; null if there is none.
   *
   * @throws UserException if its record cannot be read
   */
  @Nullable Leaderboard board(String kind, String slice, BoardMethod method) {
    return records.find(JsonArrays.text(List.of(kind, slice, method.toString())));
  }

  /** The slices with boards of a kind of votes, in their order. */
  List<String> slices(String kind) {
    SortedSet<String> slices = new TreeSet<>();
    for (String key : records.keys()) {
      List<String> parts = parts(key);
      if (parts.size() == 3 && parts.get(0).equals(kind)) {
        slices.add(parts.get(1));
      }
    }
    return List.copyOf(slices);
  }

  private static List<String> parts(String key) {
    try {
      return JsonArrays.texts(key);
    } catch (IllegalArgumentException otherRecord) {
      return List.of();
    }
  }

  @Override
  public void close() {
    records.close();
  }
}
