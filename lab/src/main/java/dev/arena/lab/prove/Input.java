package dev.arena.lab.prove;

import org.jspecify.annotations.Nullable;

/**
 * A record as it is sent, and what has to become of it.
 *
 * @param kind what it is, such as {@code PAIR} or {@code TRUNCATED}
 * @param digest of its answer, or of its own bytes where it has none
 * @param reason what the reason of its dead letter must contain; null if it has to be scored
 */
record Input(
    String kind,
    byte @Nullable [] key,
    byte @Nullable [] value,
    long digest,
    @Nullable String reason) {
  /** Whether it has to be scored. */
  boolean scored() {
    return reason == null;
  }
}
