package dev.arena.streamer;

import dev.arena.models.DeviceException;
import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.topology.RegistryException;

/** Says in a sentence why a stream stopped. */
final class StreamFailure {
  private StreamFailure() {}

  /** What was found, and that nothing is lost. */
  static String sentence(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof RegistryException
          || cause instanceof DeviceException
          || cause instanceof UserException) {
        return "the scorer stopped: "
            + cause.getMessage()
            + " Nothing is lost: it goes on where it stopped when it is started again.";
      }
    }
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return "the scorer stopped because of %s: %s. Nothing is lost: it goes on where it stopped when it is started again (stack trace: log level DEBUG for dev.arena.streamer)."
        .formatted(root.getClass().getSimpleName(), root.getMessage());
  }
}
