package dev.arena.votes.join;

import dev.arena.kafka.record.CheckedDeserializer.ReadRecord;
import dev.arena.kafka.record.UnknownSchemas;
import dev.arena.kafka.streams.InputBudget;
import dev.arena.kafka.streams.ThreadActivity;
import dev.arena.schemas.Battle;
import dev.arena.schemas.Preference;
import dev.arena.schemas.Vote;
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
record JoinCodec(
    Deserializer<ReadRecord<Received<Vote>>> votes,
    Deserializer<ReadRecord<Received<Preference>>> preferences,
    Serializer<Battle> battles,
    UnknownSchemas unknown,
    Watch watch) {
  /**
   * Is notified of what is processed.
   *
   * @param budget receives the offsets of processed records
   * @param activity is told when a record is processed
   */
  record Watch(InputBudget budget, ThreadActivity activity) {}
}
