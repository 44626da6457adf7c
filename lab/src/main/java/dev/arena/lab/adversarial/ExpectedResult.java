package dev.arena.lab.adversarial;

/** What a scorer has to do with a record. */
public enum ExpectedResult {
  /** Bad-looking but legal: it is answered like any other. */
  SCORED,
  /** No attempt can read or score it: it is a dead letter, once. */
  DEAD_LETTER
}
