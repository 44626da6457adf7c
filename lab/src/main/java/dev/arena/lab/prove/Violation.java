package dev.arena.lab.prove;

/** What can be wrong with what became of a record. */
enum Violation {
  /** Neither preference nor dead letter. */
  LOST("lost"),
  /** More than one preference or dead letter. */
  DOUBLED("doubled"),
  /** A preference behind one of a later record of its partition. */
  OUT_OF_ORDER("out of order"),
  /** A preference on another partition than its pair. */
  WRONG_PARTITION("on another partition"),
  /** A preference with other numbers than the pair has when it is scored alone. */
  WRONG_VALUE("wrong value"),
  /** A good record in the dead letters, or a bad one that was scored. */
  WRONG_FATE("wrong fate"),
  /** A dead letter with other bytes than its record. */
  WRONG_BYTES("dead letter with other bytes"),
  /** A dead letter that names another topic, partition or offset. */
  WRONG_ORIGIN("dead letter with another origin"),
  /** A dead letter without a reason that fits. */
  WRONG_REASON("dead letter without its reason"),
  /** An output that belongs to no record that was sent. */
  STRANGE("strange output");

  private final String words;

  Violation(String words) {
    this.words = words;
  }

  /** As in a table. */
  String words() {
    return words;
  }
}
