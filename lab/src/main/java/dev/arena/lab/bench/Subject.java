package dev.arena.lab.bench;

import ai.onnxruntime.OrtException;

/**
 * Something that can be measured again and again.
 *
 * @param measured what it is
 */
record Subject(Measured measured, Measurement measurement) {
  /** Measures once. */
  @FunctionalInterface
  interface Measurement {
    Sample take() throws OrtException, InterruptedException;
  }
}
