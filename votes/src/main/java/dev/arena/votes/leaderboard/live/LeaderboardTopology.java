package dev.arena.votes.leaderboard.live;

import dev.arena.kafka.record.OneWaySerdes;
import dev.arena.schemas.Battle;
import dev.arena.schemas.Leaderboard;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Adds the leaderboard to a topology:
 *
 * <pre>
 * all-battles --> rate --> leaderboards topic
 *                      \-> history topic
 * </pre>
 *
 * One task sees all battles. It holds them in memory, and reads them from its store when it starts.
 */
public final class LeaderboardTopology {
  /** The store of what boards need of each battle. */
  static final String BATTLES = "rated-battles";

  /** The store of what was written to the topic of leaderboards. */
  static final String WRITTEN = "leaderboards-written";

  /** The sink of current boards. */
  static final String CURRENT_SINK = "leaderboards";

  /** The sink of the boards at the end of each day. */
  static final String HISTORY_SINK = "leaderboard-history";

  private LeaderboardTopology() {}

  /**
   * The names of all topics that Kafka Streams creates for the leaderboard.
   *
   * @param applicationId with which they begin
   */
  public static List<String> internalTopics(String applicationId) {
    return List.of(
        "%s-%s-changelog".formatted(applicationId, BATTLES),
        "%s-%s-changelog".formatted(applicationId, WRITTEN));
  }

  /**
   * Adds the boards of all battles.
   *
   * @param battles in one partition, by the key of the topic of battles
   * @param listener receives the state of boards
   */
  public static void addTo(
      KStream<String, Battle> battles,
      LeaderboardSettings settings,
      LeaderboardCodec codec,
      LeaderboardListener listener) {
    KStream<String, Leaderboard> boards =
        battles.process(new LeaderboardSupplier(settings, codec, listener), Named.as("rate"));
    Produced<String, Leaderboard> produced =
        Produced.with(Serdes.String(), OneWaySerdes.writeOnly(codec.leaderboards()));
    boards.to(settings.leaderboard(), produced.withName(CURRENT_SINK));
    boards.to(settings.history(), produced.withName(HISTORY_SINK));
  }

  /** Creates the processor of the task, and its stores. */
  private record LeaderboardSupplier(
      LeaderboardSettings settings, LeaderboardCodec codec, LeaderboardListener listener)
      implements ProcessorSupplier<String, Battle, String, Leaderboard> {
    @Override
    public Processor<String, Battle, String, Leaderboard> get() {
      return new LeaderboardProcessor(settings, codec, listener);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return Set.of(
          Stores.keyValueStoreBuilder(
              Stores.persistentKeyValueStore(BATTLES),
              Serdes.String(),
              RatedBattleFormat.BATTLE.serde()),
          Stores.keyValueStoreBuilder(
              Stores.persistentKeyValueStore(WRITTEN),
              Serdes.String(),
              WrittenBoards.FORMAT.serde()));
    }
  }
}
