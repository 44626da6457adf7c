package dev.arena.streamer.operations;

import java.util.Locale;

/** The stages of a pair from topic to topic: the labels of {@link Metric#STAGE_SECONDS}. */
public enum Stage {
  /** From bytes to a pair. */
  DESERIALIZE,
  /** From texts to tokens and features. */
  TOKENIZE,
  /** A pair waits for its batch. */
  QUEUE,
  /** Runs of the encoder, summed over instances. */
  RUN,
  /** From vectors and features to probabilities. */
  HEAD,
  /** An answered pair waits for those before it. */
  ORDER,
  /** From an answer to bytes in the producer's hands. */
  FORWARD,
  /** A stream thread waits for what is in flight before it commits. */
  DRAIN,
  /** Transactions, as measured by the producers. */
  COMMIT;

  /** The stage's label. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
