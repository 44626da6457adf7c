package dev.arena.lab.bench;

import java.util.Locale;

/** The subjects of a benchmark: methods of scoring pairs, and the stages of the library. */
enum Measured {
  /** The same encoder in fp32 on padded sequences, one call after another. */
  NOTEBOOK("a"),
  /** ONNX Runtime alone on tokenised sequences. */
  BARE_LOOP("b"),
  /** {@code PreferenceScorer} from text to probabilities. */
  LIBRARY("c"),
  /** From text on one topic to preferences on another, exactly once, with a real broker. */
  TOPIC_TO_TOPIC("d"),
  /** The library's stage from text to tokens and features. */
  TOKENISE(""),
  /** The library's stage from tokens to vectors. */
  ENCODER(""),
  /** The library's stage from vectors and features to probabilities. */
  HEAD("");

  private final String letter;

  Measured(String letter) {
    this.letter = letter;
  }

  /** Returns the letter in the table and in ratios; empty for a stage. */
  String letter() {
    return letter;
  }

  /** Returns the name in JSON. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
