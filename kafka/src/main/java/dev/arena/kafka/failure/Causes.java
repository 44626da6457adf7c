package dev.arena.kafka.failure;

import java.util.ArrayList;
import java.util.List;

/** The chain of causes of an exception. */
public final class Causes {
  private Causes() {}

  /** The exception and its causes, outermost first. */
  public static List<Throwable> of(Throwable thrown) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      causes.add(cause);
    }
    return causes;
  }

  /** The innermost cause; the exception itself if it has none. */
  public static Throwable root(Throwable thrown) {
    List<Throwable> causes = of(thrown);
    return causes.get(causes.size() - 1);
  }

  /** Whether the exception or one of its causes has one of these types. */
  public static boolean include(Throwable thrown, Class<?>... types) {
    return of(thrown).stream().anyMatch(cause -> isOneOf(cause, types));
  }

  private static boolean isOneOf(Throwable cause, Class<?>... types) {
    for (Class<?> type : types) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}
