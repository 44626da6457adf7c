package dev.arena.console.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The current version of each thing that pages show. {@code GET /v1/events} sends them, and each
 * later one, to pages that are open; never what has changed. Safe for use by many threads.
 */
public final class Events {
  /** The path at which they are served. */
  public static final String PATH = "/v1/events";

  /** How many clients may listen at the same time. */
  public static final int MAX_CLIENTS = 256;

  /** How many of them may be anonymous; the others are reserved for visitors who have signed in. */
  static final int MAX_ANONYMOUS = 192;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]*");

  private final Map<String, Long> versions = new ConcurrentHashMap<>();

  /**
   * Says that something has changed. Returns without waiting for clients.
   *
   * @param name lower-case letters, digits, hyphens and underscores; one of a few, which are kept
   *     forever
   * @param version another one than before; clients compare it only for equality
   * @throws IllegalArgumentException if the name has other characters
   */
  public void publish(String name, long version) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(name + " is not the name of an event");
    }
    versions.put(name, version);
  }

  /** The current versions by name. */
  Map<String, Long> versions() {
    return versions;
  }
}
