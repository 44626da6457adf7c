package dev.arena.trainer.predict;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of predictions, as named on the command line: {@code FILE}, or {@code FILE:COLUMNS} for
 * the columns {@code COLUMNS_a}, {@code COLUMNS_b} and {@code COLUMNS_tie}.
 *
 * @param file its path
 * @param columns the beginning of the column names; null if the file has only three such columns
 */
public record PredictionFileName(Path file, @Nullable String columns) {
  private static final Pattern NAMED = Pattern.compile("(.+):([^:/]+)");

  /** Parses an argument; a file whose name contains a colon needs no columns. */
  public static PredictionFileName parse(String text) {
    Matcher named = NAMED.matcher(text);
    return named.matches() && !Files.exists(Path.of(text))
        ? new PredictionFileName(Path.of(named.group(1)), named.group(2))
        : new PredictionFileName(Path.of(text), null);
  }

  /** Parses an argument whose file is relative to a folder. */
  public static PredictionFileName parse(Path folder, String text) {
    return parse(folder.resolve(text).toString());
  }

  /** The argument. */
  @Override
  public String toString() {
    return columns == null ? file.toString() : file + ":" + columns;
  }
}
