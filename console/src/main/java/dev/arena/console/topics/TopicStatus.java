package dev.arena.console.topics;

import java.time.Instant;

/** How much of a topic the console knows. */
public sealed interface TopicStatus {
  /** The console has not looked for the topic yet. */
  record Unknown() implements TopicStatus {}

  /**
   * What was in the topic when the console began to read it is being read.
   *
   * @param read the offsets that have been read
   * @param of the offsets that there were; fewer records if some were removed or mark the ends of
   *     transactions
   */
  record Reading(long read, long of) implements TopicStatus {}

  /** Records are read as they arrive. */
  record Current() implements TopicStatus {}

  /** There is no such topic; it is read once there is. */
  record Missing() implements TopicStatus {}

  /**
   * The topic cannot be read. What was read before may be out of date.
   *
   * @param since when it could not be read for the first time since it was current
   * @param reason a sentence without text from records
   */
  record Failed(Instant since, String reason) implements TopicStatus {}
}
