package dev.arena.votes.join;

import dev.arena.kafka.record.CheckedDeserializer;
import dev.arena.kafka.record.CheckedDeserializer.ReadRecord;
import dev.arena.kafka.record.CheckedSerializer;
import dev.arena.kafka.record.RegistryAccess;
import dev.arena.kafka.record.UnknownSchemas;
import dev.arena.kafka.streams.InputBudget;
import dev.arena.kafka.streams.ThreadActivity;
import dev.arena.schemas.Battle;
import dev.arena.schemas.Preference;
import dev.arena.schemas.Vote;
import dev.arena.schemas.serde.ArenaSerdes;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * The readers and writers of records.
 *
 * @param votes reads votes
 * @param preferences reads preferences
 * @param battles writes battles
 * @param unknown counts records whose schema the registry does not know
 * @param watch is notified of what is processed
 */
public record JoinCodec(
    Deserializer<ReadRecord<Received<Vote>>> votes,
    Deserializer<ReadRecord<Received<Preference>>> preferences,
    Serializer<Battle> battles,
    UnknownSchemas unknown,
    Watch watch)
    implements AutoCloseable {
  /**
   * The readers and writers of a service; shared by all runs of Kafka Streams, one after another.
   *
   * @param unknownLimit how many consecutive records may name an unknown schema
   * @param activity is notified when a record is read and when it is processed
   */
  public static JoinCodec of(RegistryAccess registry, int unknownLimit, ThreadActivity activity) {
    return new JoinCodec(
        reading(Vote.class, VoteKeySelector.MAX_BYTES, registry, activity),
        reading(Preference.class, PreferenceKeySelector.MAX_BYTES, registry, activity),
        new CheckedSerializer<>(ArenaSerdes.battles(registry.settings()).serializer(), "battles"),
        new UnknownSchemas(unknownLimit),
        new Watch(InputBudget.inHeap(Runtime.getRuntime().maxMemory()), activity));
  }

  private static <T extends SpecificRecord> Deserializer<ReadRecord<Received<T>>> reading(
      Class<T> type, int maxBytes, RegistryAccess registry, ThreadActivity activity) {
    return new CheckedDeserializer<>(
        new CheckedDeserializer.Format<>(
            type.getSimpleName(),
            maxBytes,
            Received.with(
                ArenaSerdes.of(type, registry.client(), registry.settings()).deserializer())),
        registry.lookup(),
        System::nanoTime,
        activity);
  }

  /** Limits what is read. */
  public InputBudget budget() {
    return watch.budget();
  }

  @Override
  public void close() {
    battles.close();
    preferences.close();
    votes.close();
  }

  /**
   * Is notified of what is processed.
   *
   * @param budget receives the offsets of processed records
   * @param activity is told when a record is processed
   */
  record Watch(InputBudget budget, ThreadActivity activity) {}
}
