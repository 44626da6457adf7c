package dev.arena.statistics.rating;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What other implementations compute; made by {@code make_references.py} beside the files. */
final class References {
  static final int MODELS = 8;

  private final Map<String, Double> values = new HashMap<>();
  private final List<String> keys = new ArrayList<>();

  private References() {}

  static References read() {
    References references = new References();
    for (String line : lines("references.csv")) {
      String[] cells = line.split(",", -1);
      String key = cells[0] + "," + cells[1] + "," + cells[2];
      references.values.put(key, Double.valueOf(cells[3]));
      references.keys.add(key);
    }
    return references;
  }

  double value(String source, String quantity, String key) {
    return Objects.requireNonNull(
        values.get(source + "," + quantity + "," + key), () -> source + " " + quantity + " " + key);
  }

  double[] vector(String source, String quantity, int size) {
    double[] vector = new double[size];
    for (int i = 0; i < size; i++) {
      vector[i] = value(source, quantity, Integer.toString(i));
    }
    return vector;
  }

  /** An element of a symmetric matrix. */
  double element(String source, String quantity, int i, int j) {
    return value(source, quantity, Math.max(i, j) + ":" + Math.min(i, j));
  }

  /** The last parts of the keys of a quantity. */
  List<String> keys(String source, String quantity) {
    String prefix = source + "," + quantity + ",";
    return keys.stream()
        .filter(key -> key.startsWith(prefix))
        .map(key -> key.substring(prefix.length()))
        .toList();
  }

  enum Parts {
    VOTERS,
    WEIGHTS,
    STYLE
  }

  /** The battles of the file with what is asked for. */
  static Battles battles(Parts... parts) {
    List<Parts> wanted = List.of(parts);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < MODELS; i++) {
      names.add("m" + i);
    }
    BattlesBuilder builder = Battles.builder(names, 100);
    for (String line : lines("battles.csv")) {
      String[] cells = line.split(",", -1);
      int voter =
          wanted.contains(Parts.VOTERS)
              ? Integer.parseInt(cells[3].substring(1))
              : Battles.ANONYMOUS;
      builder.add(
          Integer.parseInt(cells[0].substring(1)),
          Integer.parseInt(cells[1].substring(1)),
          switch (cells[2]) {
            case "model_a" -> BattleResult.A_WINS;
            case "model_b" -> BattleResult.B_WINS;
            default -> BattleResult.TIE;
          },
          voter);
      if (wanted.contains(Parts.WEIGHTS)) {
        builder.weight(Double.parseDouble(cells[4]));
      }
      if (wanted.contains(Parts.STYLE)) {
        builder.style(StyleDifference.between(counts(cells, 5), counts(cells, 9)));
      }
    }
    return builder.build();
  }

  private static StyleCounts counts(String[] cells, int from) {
    return new StyleCounts(
        Integer.parseInt(cells[from]),
        Integer.parseInt(cells[from + 1]),
        Integer.parseInt(cells[from + 2]),
        Integer.parseInt(cells[from + 3]));
  }

  private static List<String> lines(String file) {
    try (InputStream in = References.class.getResourceAsStream(file)) {
      String text =
          new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().skip(1).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
