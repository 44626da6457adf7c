package dev.arena.kafka.deadletter;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A kind of fault for which a record becomes a dead letter. The kinds that occur when a record is
 * read are in {@link ReadReason}; each service has its own in an enum, so that its metrics and
 * documents list only the kinds that it has. The enums are here because one command sends the dead
 * letters of all services again.
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

  /** The reason of any service with this {@link #text}; empty for any other text. */
  static Optional<DeadLetterReason> of(String text) {
    return Stream.<DeadLetterReason[]>of(
            ReadReason.values(), ScoringReason.values(), VoteReason.values())
        .flatMap(Stream::of)
        .filter(reason -> reason.text().equals(text))
        .findFirst();
  }

  /** The effect of sending the same record again. */
  enum Retry {
    /** It may be processed once the registry, the topic or Arena has changed. */
    MAY_SUCCEED,
    /** It becomes a dead letter again, regardless of other changes. */
    FAILS_AGAIN,
    /** It may be processed although it is still at fault, because its timestamp is another. */
    HIDES_THE_FAULT
  }
}
