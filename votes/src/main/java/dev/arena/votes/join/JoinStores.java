package dev.arena.votes.join;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The join's stores:
 *
 * <pre>
 * predictions  pair_id                   pairs without votes; expires
 * pairs        pair_id                   pairs with votes
 * votes        battle's key              current votes
 * waiting      deadline, battle's key    records of votes whose pair is not known
 * progress     partition of the input    the stream time it has reached
 * </pre>
 *
 * @param pairs the first two
 * @param progress for {@link StreamClock}
 */
record JoinStores(
    PairMemory pairs,
    KeyValueStore<String, VoteState> votes,
    WaitingVotes waiting,
    KeyValueStore<Integer, Long> progress) {
  static final String PREDICTIONS = "predictions";
  static final String PAIRS = "pairs";
  static final String VOTES = "votes";
  static final String WAITING = "waiting";
  static final String PROGRESS = "progress";

  /** The stores of a task. */
  static JoinStores of(ProcessorContext<?, ?> context) {
    WindowStore<String, PairState> predictions = context.getStateStore(PREDICTIONS);
    KeyValueStore<String, PairState> pairs = context.getStateStore(PAIRS);
    KeyValueStore<Bytes, WaitingVotes.Entry> waiting = context.getStateStore(WAITING);
    return new JoinStores(
        new PairMemory(predictions, pairs),
        context.getStateStore(VOTES),
        new WaitingVotes(waiting),
        context.getStateStore(PROGRESS));
  }

  /** Creates the stores. */
  static Set<StoreBuilder<?>> builders(JoinSettings.Times times) {
    return Set.of(
        Stores.windowStoreBuilder(
                Stores.persistentWindowStore(
                    PREDICTIONS, times.retention(), times.retention(), false),
                Serdes.String(),
                StoredFormats.PAIR.serde())
            // a broker deletes what is old by the timestamps of records, and records of pairs may
            // be
            // years old when they are replayed
            .withLoggingEnabled(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime")),
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(PAIRS), Serdes.String(), StoredFormats.PAIR.serde()),
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(VOTES), Serdes.String(), StoredFormats.VOTE.serde()),
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(WAITING), Serdes.Bytes(), StoredFormats.WAITING.serde()),
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(PROGRESS), Serdes.Integer(), Serdes.Long()));
  }
}
