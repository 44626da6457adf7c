package dev.arena.kafka.deadletter;

import java.util.Locale;

/**
 * A kind of fault for which a record becomes a dead letter. The kinds that occur when a record is
 * read are in {@link ReadReason}; a service adds its own in an enum, so that each service's metrics
 * and documents list only the kinds that it has.
 */
public interface DeadLetterReason {
  /** The name of the enum constant. */
  String name();

  /** The fault, as part of a sentence. */
  String description();

  /** Whether the same record may be processed when it is sent again. */
  Retry retry();

  /** The text in metrics and in the dead letter's header. */
  default String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The effect of sending the same record again. */
  enum Retry {
    /** It may be processed once the registry, the topic or Arena has changed. */
    MAY_SUCCEED,
    /** It becomes a dead letter again, regardless of other changes. */
    FAILS_AGAIN
  }
}
