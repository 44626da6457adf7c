package dev.arena.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The licences of libraries, from the page {@code docs/reference/licences.md}. */
final class LicenceTable {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([^`]+)` \\| [^|]+ \\| ([^|]+) \\|$");

  private final Map<String, String> licences;

  private LicenceTable(Map<String, String> licences) {
    this.licences = Map.copyOf(licences);
  }

  static LicenceTable read(Path page) throws IOException {
    return new LicenceTable(
        ROW.matcher(Files.readString(page))
            .results()
            .collect(
                Collectors.toMap(
                    row -> row.group(1), row -> row.group(2), (first, second) -> first)));
  }

  /** The licences of a library; empty if the page does not name it. */
  List<String> of(String group, String name) {
    String found = licences.get(group + ":" + name);
    return found == null ? List.of() : List.of(found.split(", "));
  }
}
