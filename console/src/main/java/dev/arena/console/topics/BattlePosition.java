package dev.arena.console.topics;

/**
 * The position of a battle in its topic.
 *
 * @param partition from 0 to 32,767
 * @param offset below 2^48
 */
record BattlePosition(int partition, long offset) {
  private static final int OFFSET_BITS = 48;
  private static final long MAX_OFFSET = (1L << OFFSET_BITS) - 1;

  BattlePosition {
    if (partition < 0 || partition > Short.MAX_VALUE || offset < 0 || offset > MAX_OFFSET) {
      throw new IllegalArgumentException(
          "partition %d, offset %d is not the position of a battle".formatted(partition, offset));
    }
  }

  /** The same as a number, which is not negative. */
  long packed() {
    return ((long) partition << OFFSET_BITS) | offset;
  }

  static BattlePosition unpacked(long packed) {
    return new BattlePosition((int) (packed >>> OFFSET_BITS), packed & MAX_OFFSET);
  }
}
