package dev.arena.votes.leaderboard.live;

import dev.arena.kafka.streams.ThreadActivity;
import dev.arena.schemas.Battle;
import dev.arena.schemas.Leaderboard;
import dev.arena.statistics.rating.RatingOptions;
import dev.arena.votes.battle.BattleFormat;
import dev.arena.votes.battle.BattleKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The topology of the leaderboard in a {@link TopologyTestDriver}. */
final class LeaderboardDriver implements AutoCloseable {
  private static final String BATTLES = "all-battles";

  private final TopologyTestDriver driver;
  private final TestInputTopic<String, Battle> battles;
  private final TestOutputTopic<String, byte[]> boards;
  private final TestOutputTopic<String, byte[]> history;
  private final Map<String, Leaderboard> current = new TreeMap<>();

  /** The time of the clock that measures how long boards take. */
  private long nanos;

  LeaderboardDriver(Path folder) {
    this(folder, Map.of());
  }

  LeaderboardDriver(Path folder, Map<String, String> aliases) {
    StreamsBuilder builder = new StreamsBuilder();
    LeaderboardTopology.addTo(
        builder.stream(BATTLES, Consumed.with(Serdes.String(), BattleFormat.BATTLE.serde())),
        new LeaderboardSettings(
            "arena.leaderboard",
            "arena.leaderboard.history",
            RatingOptions.DEFAULT,
            aliases,
            () -> nanos),
        codec(() -> nanos),
        LeaderboardListener.NONE);
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "arena-votes");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    driver = new TopologyTestDriver(builder.build(), properties, Samples.START);
    battles =
        driver.createInputTopic(
            BATTLES, new StringSerializer(), BattleFormat.BATTLE.serde().serializer());
    boards =
        driver.createOutputTopic(
            "arena.leaderboard", new StringDeserializer(), new ByteArrayDeserializer());
    history =
        driver.createOutputTopic(
            "arena.leaderboard.history", new StringDeserializer(), new ByteArrayDeserializer());
    pass(Duration.ofMillis(10)); // reads what is stored
  }

  /** Writes values in Avro's format for single objects, without a registry. */
  static LeaderboardCodec codec(LongSupplier nanoTime) {
    return new LeaderboardCodec(
        (topic, board) -> board == null ? null : bytes(board),
        new ThreadActivity(ThreadActivity.LONGEST, nanoTime));
  }

  private static byte[] bytes(Leaderboard board) {
    try {
      return Utils.toArray(board.toByteBuffer());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static Leaderboard board(byte[] bytes) {
    try {
      return Leaderboard.fromByteBuffer(ByteBuffer.wrap(bytes));
    } catch (IOException damaged) {
      throw new UncheckedIOException(damaged);
    }
  }

  /** A battle appears or changes. */
  void battle(Battle.Builder battle) {
    Battle built = battle.build();
    battle(Samples.key(built), built);
  }

  /** The record of a key is written; a battle of null withdraws it. */
  void battle(BattleKey key, @Nullable Battle battle) {
    battles.pipeInput(new TestRecord<>(key.text(), battle, Samples.START));
  }

  /** Time passes by both clocks. */
  void pass(Duration time) {
    nanos += time.toNanos();
    driver.advanceWallClockTime(time);
  }

  /** The boards after each has been computed. */
  Map<String, Leaderboard> boards() {
    pass(Duration.ofSeconds(10)); // then each board may be computed again
    for (int i = 0; i < 3 * RefitQueue.MAX_PARTS + 5; i++) {
      pass(Duration.ofMillis(100));
    }
    written();
    return current;
  }

  /** The keys of the records that were written since the last call. */
  List<String> written() {
    List<TestRecord<String, byte[]>> records = boards.readRecordsToList();
    for (TestRecord<String, byte[]> record : records) {
      if (record.value() == null) {
        current.remove(record.key());
      } else {
        current.put(record.key(), board(record.value()));
      }
    }
    return records.stream().map(TestRecord::key).toList();
  }

  /** The records of the history that were written since the last call. */
  Map<String, Leaderboard> history() {
    Map<String, Leaderboard> written = new TreeMap<>();
    history.readRecordsToList().forEach(each -> written.put(each.key(), board(each.value())));
    return written;
  }

  /** A board after each has been computed. */
  Leaderboard board(String kind, String slice, String method) {
    String key = "[\"%s\",\"%s\",\"%s\"]".formatted(kind, slice, method);
    Leaderboard board = boards().get(key);
    if (board == null) {
      throw new AssertionError("no " + key + " in " + current.keySet());
    }
    return board;
  }

  /** What a task that starts reads. */
  KeyValueStore<String, RatedBattle> store() {
    return driver.getKeyValueStore(LeaderboardTopology.BATTLES);
  }

  /** What a task that starts compares its boards with. */
  WrittenBoards writtenBoards() {
    return new WrittenBoards(
        driver.getKeyValueStore(LeaderboardTopology.WRITTEN), "arena.leaderboard");
  }

  /** The records, the time of computing aside. */
  static Map<String, Leaderboard> withoutTime(Map<String, Leaderboard> boards) {
    Map<String, Leaderboard> without = new TreeMap<>();
    boards.forEach(
        (key, board) ->
            without.put(key, Leaderboard.newBuilder(board).setComputedAt(Instant.EPOCH).build()));
    return without;
  }

  @Override
  public void close() {
    driver.close();
  }
}
