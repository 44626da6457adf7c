package dev.arena.streamer;

import dev.arena.models.DeviceException;
import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.batching.NoAnswerException;
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
    return "the scorer stopped because of %s; the log shows where.%s"
        .formatted(root.getClass().getName(), NOTHING_LOST);
  }

  /**
   * The exception and its causes with their classes and stack traces, without their messages, which
   * may quote a record.
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

  private static @Nullable Throwable understood(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof RegistryException
          || cause instanceof DeviceException
          || cause instanceof NoAnswerException
          || cause instanceof UserException) {
        return cause;
      }
    }
    return null;
  }
}
