package dev.arena.trainer.check;

import dev.arena.trainer.check.DataCheck.FileFigures;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Statistics on the texts in one column. Not thread-safe. */
final class Column {
  private static final int LONGEST_WORD = 64;

  private final String name;
  private final Set<Integer> hashes = new HashSet<>();
  private int[] lengths = new int[1024];
  private int count;
  private int words;

  Column(String name) {
    this.name = name;
  }

  void add(String text) {
    if (count == lengths.length) {
      lengths = Arrays.copyOf(lengths, 2 * count);
    }
    lengths[count++] = text.length();
    hashes.add(text.hashCode());
    if (isWord(text)) {
      words++;
    }
  }

  private static boolean isWord(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST_WORD
        && text.chars().noneMatch(Character::isWhitespace);
  }

  String name() {
    return name;
  }

  /** The approximate number of distinct texts. */
  int distinct() {
    return hashes.size();
  }

  /** Whether nearly all texts are single words, and at most half of them are distinct. */
  boolean looksLikeNames() {
    return words > 0.9 * count && distinct() <= count / 2;
  }

  /** Lengths of the texts in some columns, taken together. */
  static FileFigures.Lengths lengths(Column... columns) {
    int[] all = new int[Arrays.stream(columns).mapToInt(column -> column.count).sum()];
    int filled = 0;
    for (Column column : columns) {
      System.arraycopy(column.lengths, 0, all, filled, column.count);
      filled += column.count;
    }
    Arrays.sort(all);
    return all.length == 0
        ? new FileFigures.Lengths(0, 0, 0)
        : new FileFigures.Lengths(
            all[(all.length - 1) / 2],
            all[(int) Math.ceil(0.95 * all.length) - 1],
            all[all.length - 1]);
  }
}
