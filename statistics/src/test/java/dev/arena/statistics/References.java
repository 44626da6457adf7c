package dev.arena.statistics;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Figures that other libraries computed; see {@code src/test/resources/references/README.md}. */
public final class References {
  private References() {}

  /** The rows of a file of numbers, without its heading. */
  public static List<double[]> rows(String file) {
    return lines(file)
        .map(line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray())
        .toList();
  }

  /** The values of a file of names and numbers. */
  public static Map<String, Double> values(String file) {
    Map<String, Double> values = new LinkedHashMap<>();
    lines(file)
        .map(line -> line.split(","))
        .forEach(fields -> values.put(fields[0], Double.parseDouble(fields[1])));
    return values;
  }

  private static Stream<String> lines(String file) {
    try (InputStream in = References.class.getResourceAsStream("/references/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
