package dev.arena.cli;

import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The terminal or file to which an output stream is connected.
 *
 * @param interactive whether it is a terminal, so that a line may be redrawn
 * @param columns maximum number of columns in a line, at least 20
 * @param colors whether to use colours: never with {@code NO_COLOR} or {@code TERM=dumb}
 */
public record Terminal(boolean interactive, int columns, boolean colors) {
  /** The width assumed when the terminal does not report one. */
  static final int DEFAULT_COLUMNS = 100;

  private static final int NARROWEST = 20;

  public Terminal {
    if (columns < NARROWEST) {
      throw new IllegalArgumentException(
          "columns is " + columns + "; expected at least " + NARROWEST);
    }
  }

  /** Standard output of this process. */
  public static Terminal ofStdout() {
    return of("stdout", System.getenv(), System.getProperties());
  }

  /** Standard error of this process. */
  public static Terminal ofStderr() {
    return of("stderr", System.getenv(), System.getProperties());
  }

  /**
   * Java 17 cannot check a single stream, so the launcher does and passes the system properties
   * {@code arena.terminal.stdout} and {@code arena.terminal.stderr}. Without them, both streams
   * count as terminals if there is a console.
   */
  static Terminal of(String stream, Map<String, String> environment, Properties properties) {
    String set = properties.getProperty("arena.terminal." + stream);
    boolean interactive = set == null ? System.console() != null : Boolean.parseBoolean(set);
    boolean plain =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || "dumb".equals(environment.get("TERM"));
    return new Terminal(interactive, columns(environment.get("COLUMNS")), interactive && !plain);
  }

  private static int columns(@Nullable String text) {
    try {
      return text == null ? DEFAULT_COLUMNS : Math.max(NARROWEST, Integer.parseInt(text.strip()));
    } catch (NumberFormatException notANumber) {
      return DEFAULT_COLUMNS;
    }
  }
}
