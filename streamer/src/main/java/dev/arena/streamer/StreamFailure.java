package dev.arena.streamer;

import dev.arena.models.DeviceException;
import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.topology.RegistryException;
import org.jspecify.annotations.Nullable;

/** Says in a sentence why a stream stopped. */
final class StreamFailure {
  private static final String NOTHING_LOST =
      " Nothing is lost: it goes on where it stopped when it is started again.";

  private StreamFailure() {}

  /** Whether the sentence says all there is to know, so that a stack trace adds nothing. */
  static boolean isUnderstood(Throwable thrown) {
    return understood(thrown) != null;
  }

  /** What was found, and that nothing is lost. */
  static String sentence(Throwable thrown) {
    Throwable understood = understood(thrown);
    if (understood != null) {
      return "the scorer stopped: " + understood.getMessage() + NOTHING_LOST;
    }
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return "the scorer stopped because of %s: %s.%s"
        .formatted(root.getClass().getSimpleName(), root.getMessage(), NOTHING_LOST);
  }

  private static @Nullable Throwable understood(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof RegistryException
          || cause instanceof DeviceException
          || cause instanceof UserException) {
        return cause;
      }
    }
    return null;
  }
}
