package dev.arena.kafka.record;

import dev.arena.kafka.failure.RegistryErrors;
import dev.arena.kafka.failure.RegistryException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes values with the registry's schema. A registry that does not answer is reported as such,
 * and not as a fault of the value. The schema's id is requested once.
 *
 * @param serializer writes the values
 * @param records what the values are called in messages, such as {@code preferences}
 * @param <T> the type of values
 */
public record CheckedSerializer<T>(Serializer<T> serializer, String records)
    implements Serializer<T> {
  @Override
  public byte[] serialize(String topic, T value) {
    return serialize(topic, new RecordHeaders(), value);
  }

  /**
   * @throws RegistryException if the registry does not answer
   */
  @Override
  public byte[] serialize(String topic, Headers headers, T value) {
    try {
      return serializer.serialize(topic, headers, value);
    } catch (RuntimeException failed) {
      if (RegistryErrors.isRegistryFailure(failed)) {
        throw new RegistryException(
            "the schema registry could not be asked for the schema of %s (%s); expected an answer. Look at the registry, or check the keys under registry."
                .formatted(records, RegistryErrors.describe(failed)),
            failed);
      }
      throw failed;
    }
  }

  @Override
  public void close() {
    serializer.close();
  }
}
