package dev.arena.votes.join;

import java.util.Comparator;

/** The position of a record in its topic; positions are ordered by partition, then by offset. */
record Position(int partition, long offset) implements Comparable<Position> {
  private static final Comparator<Position> ORDER =
      Comparator.comparingInt(Position::partition).thenComparingLong(Position::offset);

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }
}
