package dev.arena.votes.join;

import dev.arena.votes.battle.BattleKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The votes whose pair is not known, in the order of their deadlines. For use by the task's thread.
 */
final class WaitingVotes {
  private final KeyValueStore<Bytes, Entry> store;

  /** No vote has an earlier deadline. */
  private long earliest = Long.MIN_VALUE;

  /** No vote has a smaller key; spares a search through what RocksDB has only marked as deleted. */
  private @Nullable Bytes searched;

  /**
   * @param store its keys are the deadline in eight bytes, and the text of the battle's key
   */
  WaitingVotes(KeyValueStore<Bytes, Entry> store) {
    this.store = store;
  }

  /**
   * The record of a vote whose pair is not known yet. If the pair does not become known, a dead
   * letter gets its bytes.
   *
   * @param timestamp the record's, for stream time
   */
  record Entry(Position position, long timestamp, VoteInput.Original original, Headers headers) {}

  /** A vote whose deadline has passed. */
  record Due(BattleKey key, long deadline) {}

  void add(BattleKey key, long deadline, Entry vote) {
    store.put(storeKey(key, deadline), vote);
    earliest = Math.min(earliest, deadline);
  }

  /** Removes a vote, if it is there. */
  @Nullable Entry remove(BattleKey key, long deadline) {
    return store.delete(storeKey(key, deadline));
  }

  /**
   * The first votes whose deadline is before a time; the caller removes them.
   *
   * @param max the maximum number of votes
   */
  List<Due> dueBefore(long time, int max) {
    List<Due> due = new ArrayList<>();
    if (earliest >= time) {
      return due;
    }
    earliest = Long.MAX_VALUE;
    try (KeyValueIterator<Bytes, Entry> votes = store.range(searched, null)) {
      while (votes.hasNext()) {
        Bytes key = votes.next().key;
        ByteBuffer parts = ByteBuffer.wrap(key.get());
        long deadline = parts.getLong();
        if (deadline >= time || due.size() == max) {
          earliest = deadline;
          break;
        }
        due.add(
            new Due(BattleKey.parse(StandardCharsets.UTF_8.decode(parts).toString()), deadline));
        searched = key;
      }
    }
    return due;
  }

  private static Bytes storeKey(BattleKey key, long deadline) {
    byte[] text = key.text().getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(Long.BYTES + text.length).putLong(deadline).put(text).array());
  }
}
