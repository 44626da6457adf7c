package dev.arena.votes.evaluation;

import dev.arena.kafka.record.CheckedDeserializer.ReadRecord;
import dev.arena.kafka.record.UnknownSchemas;
import dev.arena.kafka.streams.InputBudget;
import dev.arena.kafka.streams.ThreadActivity;
import dev.arena.schemas.Battle;
import dev.arena.schemas.LiveEvaluation;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * The readers and writers of records, and what is notified of them.
 *
 * @param battles reads battles; is not called for a null value, which is a withdrawn battle
 * @param evaluations writes the sums
 * @param unknown counts records whose schema the registry does not know
 * @param budget receives the offsets of processed records
 * @param activity is told when a record is processed
 */
public record EvaluationCodec(
    Deserializer<ReadRecord<Battle>> battles,
    Serializer<LiveEvaluation> evaluations,
    UnknownSchemas unknown,
    InputBudget budget,
    ThreadActivity activity) {}
