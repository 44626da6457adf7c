package dev.arena.kafka.failure;

import dev.arena.schemas.failure.UserException;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** Separates failures of the schema registry from faults of a record. */
public final class RegistryErrors {
  private static final int SCHEMA_NOT_FOUND = 40403;

  private RegistryErrors() {}

  /** Whether the registry could not be reached, or answered with an error. */
  public static boolean isRegistryFailure(Throwable thrown) {
    return Causes.include(
        thrown,
        RestClientException.class,
        SocketException.class,
        SocketTimeoutException.class,
        UnknownHostException.class,
        SSLException.class);
  }

  /** Java's message, with an explanation for an unknown host, where it is only the host's name. */
  public static @Nullable String describe(Throwable thrown) {
    for (Throwable cause : Causes.of(thrown)) {
      if (cause instanceof UnknownHostException) {
        return "unknown host " + cause.getMessage();
      }
    }
    return thrown.getMessage();
  }

  /** Whether the registry answered that it does not know the schema. */
  public static boolean isUnknownSchema(RestClientException answer) {
    return answer.getErrorCode() == SCHEMA_NOT_FOUND;
  }

  /**
   * Throws if a record could not be read because the registry failed or the thread was interrupted.
   * An unknown schema is no failure.
   *
   * @param record such as {@code a preference}
   * @param consequence a sentence with a leading space, or empty
   */
  public static void throwIfUnavailable(Throwable thrown, String record, String consequence) {
    if (thrown instanceof InterruptException interrupted) {
      throw interrupted;
    }
    for (Throwable cause : Causes.of(thrown)) {
      if (cause instanceof RestClientException answer && isUnknownSchema(answer)) {
        return;
      }
    }
    if (isRegistryFailure(thrown)) {
      throw new UserException(
          "the schema registry cannot be asked for the schema of %s (%s).%s Check registry.url."
              .formatted(record, thrown.getMessage(), consequence),
          thrown);
    }
  }
}
