package dev.arena.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Spelling suggestions: the known name that is nearest to a mistyped one. */
public final class Spelling {
  private Spelling() {}

  /**
   * The known name that needs the fewest insertions, deletions, replacements and swaps of letters,
   * ignoring case; the first in alphabetical order if several tie. Empty when even that name
   * differs in more than a third of the typed letters (but two differences are always allowed).
   *
   * @param typed the unknown name
   * @param known the names that would have been accepted
   */
  public static Optional<String> nearest(String typed, Collection<String> known) {
    int forgiven = Math.max(2, typed.length() / 3);
    return known.stream()
        .filter(name -> distance(typed, name) <= forgiven)
        .min(
            Comparator.<String>comparingInt(name -> distance(typed, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  /**
   * The optimal string alignment distance: Levenshtein's, but a swap of neighbours is one change.
   */
  static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        cost[i][j] = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
