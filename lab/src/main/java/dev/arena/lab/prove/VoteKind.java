package dev.arena.lab.prove;

/**
 * A kind of vote, with how often it occurs and the reason of the dead letter that it must become.
 */
enum VoteKind {
  /** A vote on a pair that was written a short while ago. */
  USUAL(30),
  /** A vote on a pair that will be written soon. */
  EARLY(10),
  /** A vote on a pair that was written at any earlier time. */
  LATE(8),
  /** A vote on a pair that is written only after the vote has timed out. */
  PAIR_TOO_LATE(3),
  /** A vote on a pair that does not exist. */
  UNKNOWN_PAIR(3),
  /** A vote on an adversarial pair: one that cannot be scored, or one of several with one id. */
  ADVERSARIAL_PAIR(4),
  /** Another vote of an earlier voter, cast later, earlier, or at the same time. */
  CHANGE(12),
  /** A withdrawal of an earlier vote, cast later, earlier, or at the same time. */
  WITHDRAWAL(8),
  /** The bytes of an earlier record again. */
  SAME_RECORD(6),
  /** What an earlier record said, in a record with another key on any partition. */
  SAME_VOTE(5),
  /** A vote without a voter. */
  ANONYMOUS(4),
  /** A vote of a producer whose clock is half an hour ahead, cast at most 18 minutes ahead. */
  CLOCK_AHEAD(1),
  /** A vote of a producer whose clock is almost an hour ahead, which is too much. */
  CLOCK_FAR_AHEAD(1, "voted_at"),
  /** A vote that was cast more than ten minutes after its record's timestamp. */
  CAST_AHEAD(1, "voted_at"),
  /** An outcome that no version knows. */
  UNKNOWN_OUTCOME(1, "outcome"),
  /** A vote without a pair's id. */
  BLANK_PAIR(1, "invalid"),
  /** A vote that was selected with a probability of 2. */
  WRONG_PROBABILITY(1, "invalid"),
  /** A withdrawal that does not say whose vote it is. */
  NAMELESS_WITHDRAWAL(1, "invalid"),
  /** A voter that looks like the position of an anonymous vote. */
  VOTER_LIKE_A_POSITION(1, "invalid"),
  /** A null value. */
  NO_VALUE(1, "no_value"),
  /** Bytes that are not in the registry's format. */
  RANDOM_BYTES(1, "wire_format"),
  /** A vote that is cut off. */
  TRUNCATED(1, "body"),
  /** A withdrawal on a pair that does not exist, whose record lets time pass. */
  TIME(0);

  /** The sum of the frequencies. */
  static final int WEIGHTS;

  static {
    int sum = 0;
    for (VoteKind kind : values()) {
      sum += kind.weight;
    }
    WEIGHTS = sum;
  }

  private final int weight;
  private final String reason;

  VoteKind(int weight) {
    this(weight, "");
  }

  VoteKind(int weight, String reason) {
    this.weight = weight;
    this.reason = reason;
  }

  /**
   * Returns a kind as often as its frequency says.
   *
   * @param drawn in [0, {@link #WEIGHTS})
   */
  static VoteKind drawn(int drawn) {
    int left = drawn;
    for (VoteKind kind : values()) {
      left -= kind.weight;
      if (left < 0) {
        return kind;
      }
    }
    throw new IllegalArgumentException(drawn + " is too large; expected less than " + WEIGHTS);
  }

  /** Returns the reason of its dead letter; empty if it is a valid vote. */
  String reason() {
    return reason;
  }
}
