package dev.arena.votes.leaderboard.live;

import dev.arena.models.bundle.Sha256;
import dev.arena.schemas.Leaderboard;
import dev.arena.votes.battle.BattleFormat;
import dev.arena.votes.battle.StoredFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What was last written for each board. A task that starts computes all boards again, and writes
 * only those that differ. For one thread.
 *
 * @param store by the text of the key
 * @param topic to which the boards are written: another one gets all of them
 */
record WrittenBoards(KeyValueStore<String, Written> store, String topic) {
  /** The format of the store. */
  static final StoredFormat<Written> FORMAT =
      new StoredFormat<>(
          "written board",
          BattleFormat.REMEDY,
          (written, out) -> {
            out.writeString(written.digest());
            out.writeLong(written.day());
          },
          in -> new Written(in.readString(), in.readLong()));

  /**
   * What was written for a board.
   *
   * @param digest of its topic and its record, the time of computing aside
   * @param day when it was computed last, in days since 1970
   */
  record Written(String digest, long day) {}

  /**
   * What must be written now.
   *
   * @param history the day that has ended since the board was computed last; null if none has
   */
  record Due(boolean current, @Nullable LocalDate history) {}

  /** All boards that were written and not removed. */
  List<BoardKey> keys() {
    List<BoardKey> keys = new ArrayList<>();
    try (KeyValueIterator<String, Written> all = store.all()) {
      all.forEachRemaining(each -> keys.add(BoardKey.parse(each.key)));
    }
    return keys;
  }

  /** Replaces the record of a board; returns in which topics it must be written. */
  Due replace(BoardKey key, Leaderboard record, LocalDate today) {
    Written before = store.get(key.text());
    Written after = new Written(digest(record), today.toEpochDay());
    if (!after.equals(before)) {
      store.put(key.text(), after);
    }
    return new Due(
        before == null || !before.digest().equals(after.digest()),
        before == null || before.day() >= after.day() ? null : LocalDate.ofEpochDay(before.day()));
  }

  /** Removes a board; returns whether it was written. */
  boolean remove(BoardKey key) {
    return store.delete(key.text()) != null;
  }

  private String digest(Leaderboard record) {
    try {
      MessageDigest digest = Sha256.digest();
      digest.update(topic.getBytes(StandardCharsets.UTF_8));
      digest.update(
          Leaderboard.newBuilder(record).setComputedAt(Instant.EPOCH).build().toByteBuffer());
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException impossibleInMemory) {
      throw new SerializationException(impossibleInMemory);
    }
  }
}
