package dev.arena.votes.leaderboard.live;

import dev.arena.kafka.record.CheckedSerializer;
import dev.arena.kafka.record.RegistryAccess;
import dev.arena.kafka.streams.ThreadActivity;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.serde.ArenaSerdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * The writer of records, and what is notified of battles.
 *
 * @param leaderboards writes boards
 * @param activity is told when a battle is processed
 */
public record LeaderboardCodec(Serializer<Leaderboard> leaderboards, ThreadActivity activity)
    implements AutoCloseable {
  /** The writer of a service; shared by all runs of Kafka Streams, one after another. */
  public static LeaderboardCodec of(RegistryAccess registry, ThreadActivity activity) {
    return new LeaderboardCodec(
        new CheckedSerializer<>(
            ArenaSerdes.leaderboards(registry.settings()).serializer(), "leaderboards"),
        activity);
  }

  @Override
  public void close() {
    leaderboards.close();
  }
}
