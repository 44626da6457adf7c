package dev.arena.streamer.topology;

import dev.arena.schemas.Preference;
import dev.arena.streamer.failure.RegistryErrors;
import dev.arena.streamer.failure.RegistryException;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;

/** Writes the preference of an answer; the partition is for {@link SamePartition} only. */
record AnswerSerializer(Serializer<Preference> preferences) implements Serializer<Answer> {
  @Override
  public byte[] serialize(String topic, Answer answer) {
    return asked(() -> preferences.serialize(topic, answer.preference()));
  }

  @Override
  public byte[] serialize(String topic, Headers headers, Answer answer) {
    return asked(() -> preferences.serialize(topic, headers, answer.preference()));
  }

  /**
   * The id of the schema is asked for once; a registry that is away then is not the pair's fault.
   */
  private static byte[] asked(Supplier<byte[]> serialization) {
    try {
      return serialization.get();
    } catch (RuntimeException failed) {
      if (RegistryErrors.isRegistryFailure(failed)) {
        throw new RegistryException(
            "the schema registry could not be asked for the schema of preferences (%s); expected an answer. Look at the registry, or check the keys under registry."
                .formatted(RegistryErrors.describe(failed)),
            failed);
      }
      throw failed;
    }
  }

  @Override
  public void close() {
    preferences.close();
  }
}
