package dev.arena.streamer.deadletter;

import java.util.regex.Pattern;

/** Text of records in a form that stays on its line, and cannot steer a terminal. */
public final class PlainText {
  private static final Pattern STEERING =
      Pattern.compile("[\\p{Cntrl}\\x{80}-\\x{9f}\\x{2028}-\\x{202e}\\x{2066}-\\x{2069}]");

  private PlainText() {}

  /** The text with a question mark for each control character and mark of direction. */
  public static String of(String text) {
    return STEERING.matcher(text).replaceAll("?");
  }
}
