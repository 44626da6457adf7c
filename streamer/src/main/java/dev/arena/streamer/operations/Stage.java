package dev.arena.streamer.operations;

import java.util.Locale;

/**
 * Where the time of a pair goes, from topic to topic: the labels of {@link Metric#STAGE_SECONDS}.
 */
public enum Stage {
  /** From bytes to a pair. */
  DESERIALIZE,
  /** From texts to tokens and features. */
  TOKENIZE,
  /** A pair waits for its batch. */
  QUEUE,
  /** Runs of the encoder, added up over instances. */
  RUN,
  /** From vectors and features to probabilities. */
  HEAD,
  /** An answered pair waits for those before it. */
  ORDER,
  /** From an answer to bytes in the producer's hands. */
  FORWARD,
  /** A stream thread waits for what is in flight before it commits. */
  DRAIN,
  /** Transactions, as the producers count their time. */
  COMMIT;

  /** As the label says it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
