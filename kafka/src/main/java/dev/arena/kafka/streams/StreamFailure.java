package dev.arena.kafka.streams;

import dev.arena.kafka.config.ServiceText;
import dev.arena.kafka.failure.BrokerErrors;
import dev.arena.kafka.failure.Causes;
import dev.arena.kafka.failure.RegistryException;
import dev.arena.schemas.failure.DeviceException;
import dev.arena.schemas.failure.UserException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.jspecify.annotations.Nullable;

/** Describes why a stream stopped, and whether it can resume on its own. */
final class StreamFailure {
  private static final String NOTHING_LOST =
      " Nothing is lost: it resumes where it stopped when it is restarted.";
  private static final String RETRIES =
      " Nothing is lost: it retries, and resumes where it stopped.";

  private StreamFailure() {}

  /**
   * Whether the cause lies outside the service (broker, registry, topics, rights), so that the same
   * process can resume once it is fixed. Depends on the exception's type, never on its message.
   */
  static boolean mayPass(Throwable thrown) {
    for (Throwable cause : Causes.of(thrown)) {
      if (cause instanceof RecordTooLargeException || cause instanceof Error) {
        return false;
      }
      if (cause instanceof RegistryException
          || cause instanceof ApiException
          || cause instanceof MissingSourceTopicException
          || isUnexpectedAnswer(cause)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the description is complete, so that a stack trace adds nothing. */
  static boolean isUnderstood(Throwable thrown, ServiceText service) {
    return understood(thrown, service) != null;
  }

  /** The message of a service that stays stopped. */
  static String sentence(Throwable thrown, ServiceText service) {
    return service.the() + " stopped" + reason(thrown, service) + NOTHING_LOST;
  }

  /** The message of a service that retries. */
  static String passingSentence(Throwable thrown, ServiceText service) {
    return service.the() + " waits" + reason(thrown, service) + RETRIES;
  }

  private static String reason(Throwable thrown, ServiceText service) {
    String understood = understood(thrown, service);
    if (understood != null) {
      return ": " + understood;
    }
    return " because of %s; the log shows where."
        .formatted(Causes.root(thrown).getClass().getName());
  }

  /**
   * The exception and its causes with their classes and stack traces, but without their messages,
   * which may quote a record.
   */
  static Throwable withoutMessages(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return new Bare(thrown, cause == null ? null : withoutMessages(cause));
  }

  private static final class Bare extends Exception {
    private static final long serialVersionUID = 1L;

    private final String name;

    private Bare(Throwable original, @Nullable Throwable cause) {
      super(null, cause);
      name = original.getClass().getName();
      setStackTrace(original.getStackTrace());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static @Nullable String understood(Throwable thrown, ServiceText service) {
    for (Throwable cause : Causes.of(thrown)) {
      if (cause instanceof RegistryException
          || cause instanceof DeviceException
          || cause instanceof NoAnswerException
          || cause instanceof UserException) {
        return cause.getMessage();
      }
      if (cause instanceof MissingSourceTopicException) {
        return "the topic of %s is gone; expected it to stay while it is being read."
            .formatted(service.inputs());
      }
      if (cause instanceof ApiException answer) {
        return ofKafka(answer);
      }
      if (isUnexpectedAnswer(cause)) {
        return "a broker gave Kafka's client an answer that it did not expect; expected topics and rights to stay as they were at the start.";
      }
    }
    return null;
  }

  /**
   * Kafka's producer reports some refusals only as the generic exception, for example when it
   * commits offsets without the right to read the topic.
   */
  private static boolean isUnexpectedAnswer(Throwable cause) {
    return cause.getClass() == KafkaException.class && cause.getCause() == null;
  }

  /** Kafka's messages name topics, groups and addresses, but never contain a record's content. */
  private static String ofKafka(ApiException answer) {
    String refusal = BrokerErrors.describe(answer);
    if (refusal != null) {
      return "the Kafka broker " + refusal;
    }
    if (answer instanceof TimeoutException) {
      return "Kafka did not answer in time (%s).".formatted(answer.getMessage());
    }
    return "Kafka refused a request (%s: %s)."
        .formatted(answer.getClass().getSimpleName(), answer.getMessage());
  }
}
