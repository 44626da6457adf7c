package dev.arena.streamer.topology;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tells trouble with the schema registry from trouble with a record. */
public final class RegistryErrors {
  private static final int SCHEMA_NOT_FOUND = 40403;

  private RegistryErrors() {}

  /** Whether the registry could not be reached, or answered an error. */
  public static boolean isRegistrys(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof RestClientException
          || cause instanceof SocketException
          || cause instanceof SocketTimeoutException
          || cause instanceof UnknownHostException
          || cause instanceof SSLException) {
        return true;
      }
    }
    return false;
  }

  /** What went wrong, in Java's words, which for an unknown host are its name alone. */
  public static @Nullable String describe(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return "unknown host " + cause.getMessage();
      }
    }
    return thrown.getMessage();
  }

  /** Whether the registry is out of order; that it does not know a schema is an answer. */
  public static boolean isOutOfOrder(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof RestClientException answer) {
        return answer.getErrorCode() != SCHEMA_NOT_FOUND;
      }
    }
    return isRegistrys(thrown);
  }
}
