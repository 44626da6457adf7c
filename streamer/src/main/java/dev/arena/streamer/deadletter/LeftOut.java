package dev.arena.streamer.deadletter;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;

/** The mark on a dead letter that does not hold all of its record, because it would not fit. */
public final class LeftOut {
  /** Says in words what is not there. */
  public static final String HEADER = "arena.deadletter.left.out";

  private LeftOut() {}

  /** Whether a dead letter with these headers lacks a part of its record. */
  public static boolean isMarked(Headers headers) {
    return headers.lastHeader(HEADER) != null;
  }

  static void mark(Headers headers, String what) {
    headers.add(HEADER, what.getBytes(StandardCharsets.UTF_8));
  }
}
