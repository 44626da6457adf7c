package dev.arena.streamer.client;

import dev.arena.schemas.failure.UserException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;

/** Makes Kafka's clients, and says what became of what they were given. */
public final class KafkaClients {
  private KafkaClients() {}

  /**
   * What the supplier makes.
   *
   * @throws UserException when Kafka refuses the settings that it was given
   */
  public static <T> T create(Supplier<T> client) {
    try {
      return client.get();
    } catch (InterruptException interrupted) {
      throw interrupted;
    } catch (KafkaException | IllegalArgumentException refused) {
      Throwable reason = refused;
      while (reason.getCause() != null) {
        reason = reason.getCause();
      }
      throw new UserException(
          "Kafka refuses its settings: %s. Check the keys under kafka."
              .formatted(reason.getMessage()),
          refused);
    }
  }

  /**
   * Returns when the broker has taken all records.
   *
   * @param sent by the producer
   * @throws KafkaException why it has not taken one of them
   */
  public static void awaitSent(Producer<?, ?> producer, List<Future<RecordMetadata>> sent) {
    try {
      producer.flush();
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    } catch (InterruptedException stopped) {
      throw new InterruptException(stopped);
    } catch (ExecutionException refused) {
      throw refused.getCause() instanceof KafkaException reason
          ? reason
          : new KafkaException(refused.getCause());
    }
  }

  /**
   * Whether another producer of the same transactional id has ended this one; Kafka says so at
   * once, or by the cause of a later call's failure.
   */
  public static boolean isFenced(Throwable refused) {
    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException
          || cause instanceof InvalidTxnStateException) {
        return true;
      }
    }
    return false;
  }
}
