package dev.arena.votes.join;

import dev.arena.schemas.Battle;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/** What the join writes. */
sealed interface JoinResult {
  /**
   * The current battle of a voter on a pair.
   *
   * @param pairId decides the partition
   * @param battle null if the vote was withdrawn
   */
  record Current(String pairId, @Nullable Battle battle) implements JoinResult {}

  /** The value of a dead letter. */
  record DeadLetter(byte @Nullable [] value) implements JoinResult {}

  /**
   * Writes battles; a withdrawn one is a null value, a tombstone.
   *
   * @param battles writes the value
   */
  record BattleSerializer(Serializer<Battle> battles) implements Serializer<JoinResult> {
    @Override
    public byte @Nullable [] serialize(String topic, JoinResult result) {
      return serialize(topic, new RecordHeaders(), result);
    }

    @Override
    public byte @Nullable [] serialize(String topic, Headers headers, JoinResult result) {
      Battle battle = ((Current) result).battle();
      return battle == null ? null : battles.serialize(topic, headers, battle);
    }

    @Override
    public void close() {
      battles.close();
    }
  }

  /** Writes dead letters, whose values are already bytes. */
  record DeadLetterSerializer() implements Serializer<JoinResult> {
    @Override
    public byte @Nullable [] serialize(String topic, JoinResult result) {
      return ((DeadLetter) result).value();
    }
  }

  /**
   * Sends all battles of a pair to one partition, as if the pair's id were their key: readers that
   * need all votes on a pair find them in one place.
   */
  record ByPair() implements StreamPartitioner<byte[], JoinResult> {
    private static final StringSerializer IDS = new StringSerializer();

    @Override
    public Optional<Set<Integer>> partitions(
        String topic, byte[] key, JoinResult result, int numPartitions) {
      byte[] id = IDS.serialize(topic, ((Current) result).pairId());
      return Optional.of(Set.of(Utils.toPositive(Utils.murmur2(id)) % numPartitions));
    }
  }
}
