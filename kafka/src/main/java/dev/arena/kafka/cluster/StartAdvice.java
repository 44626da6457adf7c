package dev.arena.kafka.cluster;

/**
 * Advice for a server that does not answer, depending on where this process runs: the container
 * image has no {@code ./arena up}.
 */
final class StartAdvice {
  /** Set to {@code true} by the image's launcher. */
  private static final String IN_CONTAINER = "arena.container";

  private StartAdvice() {}

  /** The beginning of a sentence that continues with the keys to check. */
  static String forMissingServer() {
    return Boolean.getBoolean(IN_CONTAINER)
        ? "Make sure that it is running and that this container can reach it, or check"
        : "Start one (./arena up), or check";
  }

  /** The beginning of a sentence that continues with what to do about the topics. */
  static String forMissingTopics() {
    return Boolean.getBoolean(IN_CONTAINER)
        ? "Start the scorer or the votes service"
        : "Start the scorer (./arena up) or the votes service (./arena votes run)";
  }
}
