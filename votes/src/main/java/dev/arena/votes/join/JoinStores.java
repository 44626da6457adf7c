package dev.arena.votes.join;

import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The join's stores:
 *
 * <pre>
 * pairs        pair_id                   what preferences say about each pair
 * votes        battle's key              current votes
 * waiting      deadline, battle's key    records of votes whose pair is not known
 * rewrites     pair_id                   pairs whose votes are being joined again
 * progress     partition of the input    the stream time it has reached
 * </pre>
 *
 * @param pairs for {@link PairMemory}
 * @param progress for {@link StreamTime}
 */
record JoinStores(
    KeyValueStore<String, PairMemory.Entry> pairs,
    KeyValueStore<String, VoteState> votes,
    WaitingVotes waiting,
    PendingRewrites rewrites,
    KeyValueStore<Integer, Long> progress) {
  static final String PAIRS = "pairs";
  static final String VOTES = "votes";
  static final String WAITING = "waiting";
  static final String REWRITES = "rewrites";
  static final String PROGRESS = "progress";

  /** All of them. */
  static final List<String> NAMES = List.of(PAIRS, VOTES, WAITING, REWRITES, PROGRESS);

  /** The stores of a task. */
  static JoinStores of(ProcessorContext<?, ?> context) {
    KeyValueStore<Bytes, WaitingVotes.Entry> waiting = context.getStateStore(WAITING);
    KeyValueStore<String, PendingRewrites.Rewrite> rewrites = context.getStateStore(REWRITES);
    return new JoinStores(
        context.getStateStore(PAIRS),
        context.getStateStore(VOTES),
        new WaitingVotes(waiting),
        new PendingRewrites(rewrites),
        context.getStateStore(PROGRESS));
  }

  /** Creates the stores. */
  static Set<StoreBuilder<?>> builders() {
    return Set.of(
        builder(PAIRS, Serdes.String(), StoredFormats.PAIR.serde()),
        builder(VOTES, Serdes.String(), StoredFormats.VOTE.serde()),
        builder(WAITING, Serdes.Bytes(), StoredFormats.WAITING.serde()),
        builder(REWRITES, Serdes.String(), StoredFormats.REWRITE.serde()),
        builder(PROGRESS, Serdes.Integer(), Serdes.Long()));
  }

  private static <K, V> StoreBuilder<KeyValueStore<K, V>> builder(
      String name, Serde<K> keys, Serde<V> values) {
    return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), keys, values);
  }
}
