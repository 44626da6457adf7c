package dev.arena.streamer.topology;

import dev.arena.schemas.Preference;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;

/** Writes the preference of an answer; the partition is for {@link SamePartition} only. */
record AnswerSerializer(Serializer<Preference> preferences) implements Serializer<Answer> {
  @Override
  public byte[] serialize(String topic, Answer answer) {
    return preferences.serialize(topic, answer.preference());
  }

  @Override
  public byte[] serialize(String topic, Headers headers, Answer answer) {
    return preferences.serialize(topic, headers, answer.preference());
  }

  @Override
  public void close() {
    preferences.close();
  }
}
