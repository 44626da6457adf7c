package dev.arena.votes.export;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.RecordLookup;
import dev.arena.kafka.failure.RegistryErrors;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.serde.ArenaSerdes;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * The pairs of votes, which are read from their topic in the order of {@link ExportedVote#ORDER}.
 * For use by one thread.
 */
final class PairTexts implements AutoCloseable {
  private final RecordLookup records;
  private final Serde<ConversationPair> serde;
  private int partition = -1;
  private long offset = -1;
  private Found found = new Found.None(Omission.MISSING);

  /** What there is instead of a pair, or the pair. */
  sealed interface Found {
    record Pair(ConversationPair pair) implements Found {}

    record None(Omission reason) implements Found {}
  }

  private PairTexts(RecordLookup records, Serde<ConversationPair> serde) {
    this.records = records;
    this.serde = serde;
  }

  /**
   * Opens the topic of pairs.
   *
   * @throws dev.arena.schemas.failure.UserException if the cluster cannot be read
   */
  static PairTexts open(Connection connection, String topic) {
    Serde<ConversationPair> serde = ArenaSerdes.pairs(connection.registry());
    try {
      return new PairTexts(RecordLookup.open(connection, topic), serde);
    } catch (RuntimeException refused) {
      serde.close();
      throw refused;
    }
  }

  /**
   * The pair that a vote is on, or why there is none.
   *
   * @throws dev.arena.schemas.failure.UserException if broker or registry cannot be asked
   */
  Found of(ExportedVote vote) {
    if (vote.partition() != partition || vote.offset() != offset) {
      partition = vote.partition();
      offset = vote.offset();
      found = find();
    }
    if (found instanceof Found.Pair there && !there.pair().getId().equals(vote.key().pairId())) {
      return new Found.None(Omission.OTHER_PAIR);
    }
    return found;
  }

  private Found find() {
    ConsumerRecord<byte[], byte[]> record = records.at(partition, offset);
    if (record == null) {
      return new Found.None(
          records.isExpired(partition, offset) ? Omission.EXPIRED : Omission.MISSING);
    }
    ConversationPair pair = read(record);
    return pair == null ? new Found.None(Omission.UNREADABLE) : new Found.Pair(pair);
  }

  private @Nullable ConversationPair read(ConsumerRecord<byte[], byte[]> record) {
    try {
      return serde.deserializer().deserialize(record.topic(), record.headers(), record.value());
    } catch (RuntimeException unreadable) {
      RegistryErrors.throwIfUnavailable(unreadable, "a pair", " Nothing was exported.");
      return null;
    }
  }

  @Override
  public void close() {
    records.close();
    serde.close();
  }
}
