package dev.arena.kafka.client;

import dev.arena.kafka.failure.Causes;
import dev.arena.schemas.failure.UserException;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Creates Kafka's clients. */
public final class KafkaClients {
  private KafkaClients() {}

  /**
   * Returns the client that the supplier creates.
   *
   * @throws UserException if Kafka refuses the client's settings
   */
  public static <T> T create(Supplier<T> client) {
    try {
      return client.get();
    } catch (InterruptException interrupted) {
      throw interrupted;
    } catch (KafkaException | IllegalArgumentException refused) {
      throw new UserException(
          "Kafka's client refuses its settings: %s. Check the keys under kafka."
              .formatted(Causes.root(refused).getMessage()),
          refused);
    }
  }
}
