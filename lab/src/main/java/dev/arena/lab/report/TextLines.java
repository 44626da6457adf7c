package dev.arena.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The lines of a report as text, in the same format for every locale. */
public final class TextLines {
  private static final long MEGA = 1_000_000;

  private final List<String> lines = new ArrayList<>();

  /** Starts a text without lines. */
  public TextLines() {}

  /** Adds a line in the format of {@link String#format}. */
  public void add(String pattern, @Nullable Object... values) {
    lines.add(format(pattern, values));
  }

  /** Adds an empty line. */
  public void addEmpty() {
    lines.add("");
  }

  /** Returns the lines so far. */
  public List<String> list() {
    return List.copyOf(lines);
  }

  /** Formats a part of a line. */
  public static String format(String pattern, @Nullable Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /** Formats a number of bytes; null means that it was not reported. */
  public static String megabytes(@Nullable Long bytes) {
    return bytes == null ? "not reported" : format("%,d MB", bytes / MEGA);
  }
}
