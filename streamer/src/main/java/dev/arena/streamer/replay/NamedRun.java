package dev.arena.streamer.replay;

/**
 * A run that can be resumed by its name.
 *
 * @param name letters, digits, dots, underscores and hyphens, at most 100
 * @param resume whether to resume a run that has already sent rows, instead of refusing it
 */
public record NamedRun(String name, boolean resume) {
  private static final String ALLOWED = "[A-Za-z0-9._-]{1,100}";

  public NamedRun {
    if (!name.matches(ALLOWED)) {
      throw new IllegalArgumentException(
          "the run's name is "
              + name
              + "; expected 1 to 100 letters, digits, dots, underscores or hyphens");
    }
  }

  static boolean isName(String name) {
    return name.matches(ALLOWED);
  }

  /** Names the consumer group that stores the run's progress; also its transactional id. */
  String id(String pairsTopic) {
    return pairsTopic + "-replay-" + name;
  }
}
