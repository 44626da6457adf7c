package dev.arena.console.topics;

import dev.arena.console.topics.PairRecords.Scored;
import dev.arena.kafka.deadletter.ArenaHeader;
import dev.arena.kafka.deadletter.DeadLetterException;
import dev.arena.kafka.deadletter.ReadReason;
import dev.arena.kafka.failure.RegistryException;
import dev.arena.schemas.Battle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.Preference;
import dev.arena.schemas.Vote;
import dev.arena.votes.battle.BattleKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds records of topics to the contents. A record that cannot be read is counted and skipped. For
 * use by one thread.
 */
final class RecordTaker {
  private static final Logger LOG = LoggerFactory.getLogger(RecordTaker.class);
  private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

  private final TopicContents contents;
  private final RecordDecoder decoder;
  private final LongSupplier nanoClock;
  private long unreadable;
  private long loggedAt;

  RecordTaker(TopicContents contents, RecordDecoder decoder, LongSupplier nanoClock) {
    this.contents = contents;
    this.decoder = decoder;
    this.nanoClock = nanoClock;
    this.loggedAt = nanoClock.getAsLong() - LOG_INTERVAL.toNanos();
  }

  /**
   * How a record was found.
   *
   * @param kind of its topic
   * @param live whether it was written after the console had begun to read
   * @param recent whether it may be among the latest records
   * @param now the current time
   */
  record Finding(TopicKind kind, boolean live, boolean recent, Instant now) {}

  /**
   * Adds a record.
   *
   * @throws RegistryException if the schema registry does not answer; then the record can be taken
   *     again later
   */
  void take(ConsumerRecord<byte[], byte[]> record, Finding finding) {
    TopicMonitor monitor = contents.monitor();
    try {
      keep(record, finding);
    } catch (DeadLetterException poison) {
      skip(record.topic(), poison.reason().description());
    }
    if (record.timestamp() >= 0) {
      monitor.read(record.topic(), Instant.ofEpochMilli(record.timestamp()));
    }
    if (finding.kind() == TopicKind.DEAD_LETTERS) {
      monitor.deadLetter(record.topic(), ArenaHeader.REASON.text(record.headers()), finding.now());
    } else if (finding.live()) {
      monitor.arrived(record.topic(), finding.now());
    }
  }

  private void keep(ConsumerRecord<byte[], byte[]> record, Finding finding) {
    switch (finding.kind()) {
      case PAIRS ->
          contents.keep(decoder.read(ConversationPair.class, record), time(record, finding));
      case PREFERENCES ->
          contents.keep(
              new Scored(record.topic(), decoder.read(Preference.class, record)),
              time(record, finding));
      case VOTES -> contents.keep(decoder.read(Vote.class, record), time(record, finding));
      case BATTLES -> keepBattle(record, finding);
      case EVALUATION ->
          contents.keepEvaluation(
              key(record),
              record.value() == null ? null : decoder.read(LiveEvaluation.class, record));
      case LEADERBOARD ->
          contents.keepBoard(
              key(record), record.value() == null ? null : decoder.read(Leaderboard.class, record));
      case DEAD_LETTERS -> {}
    }
  }

  /** An older battle is not decoded, because its key says what the index needs. */
  private void keepBattle(ConsumerRecord<byte[], byte[]> record, Finding finding) {
    String key = key(record);
    if (record.value() == null) {
      contents.removeBattle(key);
      return;
    }
    String pairId;
    try {
      pairId = BattleKey.parse(key).pairId();
    } catch (IllegalArgumentException otherKey) {
      throw new DeadLetterException(ReadReason.BODY, "the key is not that of a battle");
    }
    contents.keepPosition(key, pairId, new BattlePosition(record.partition(), record.offset()));
    if (finding.recent()) {
      contents.keep(key, decoder.read(Battle.class, record), time(record, finding));
    }
  }

  /**
   * When a record became known, in milliseconds: a producer's time, which may be wrong, orders only
   * the records that were written before the console began to read. A new record is the latest,
   * even if the clock was set back.
   */
  private long time(ConsumerRecord<byte[], byte[]> record, Finding finding) {
    long now = finding.now().toEpochMilli();
    return finding.live()
        ? Math.max(now, contents.latestTime(finding.kind()))
        : Math.min(now, Math.max(0, record.timestamp()));
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
  }

  private void skip(String topic, String reason) {
    contents.monitor().unreadable(topic);
    unreadable++;
    long now = nanoClock.getAsLong();
    if (now - loggedAt >= LOG_INTERVAL.toNanos()) {
      LOG.warn(
          "Skipped {} records that cannot be read; of the last one, in {}, {}",
          unreadable,
          topic,
          reason);
      unreadable = 0;
      loggedAt = now;
    }
  }
}
