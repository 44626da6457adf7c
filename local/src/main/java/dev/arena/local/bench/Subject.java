package dev.arena.local.bench;

import ai.onnxruntime.OrtException;

/**
 * Something that can be measured again and again.
 *
 * @param measured what it is
 * @param pairs how many pairs one pass handles
 * @param pass handles all pairs of the input once
 */
record Subject(Measured measured, int pairs, Pass pass) {
  /** Work that is done again and again. */
  @FunctionalInterface
  interface Pass {
    void run() throws OrtException;
  }
}
