package dev.arena.console.topics;

import java.util.Locale;

/** A kind of topic that the console reads. */
public enum TopicKind {
  PAIRS,
  PREFERENCES,
  VOTES,
  BATTLES,
  EVALUATION,
  LEADERBOARD,
  /** Only counted. */
  DEAD_LETTERS;

  /** The name of the event that says that records of this kind have changed. */
  public String event() {
    return name().toLowerCase(Locale.ROOT);
  }
}
