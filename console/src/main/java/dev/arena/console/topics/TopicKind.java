package dev.arena.console.topics;

/** A kind of topic that the console reads. */
public enum TopicKind {
  PAIRS,
  PREFERENCES,
  VOTES,
  BATTLES,
  EVALUATION,
  LEADERBOARD,
  /** Only counted. */
  DEAD_LETTERS
}
