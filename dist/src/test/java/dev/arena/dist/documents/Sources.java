package dev.arena.dist.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.arena.cli.documents.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The programs' sources. */
final class Sources {
  /** The folders of the modules. */
  static final List<String> MODULES =
      List.of(
          "schemas",
          "cli",
          "models",
          "trainer",
          "servers",
          "kafka",
          "streamer",
          "votes",
          "console",
          "local",
          "lab",
          "dist");

  private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");

  private Sources() {}

  /**
   * All sources and the launcher, with split string literals joined.
   *
   * @param below the folder of each module, such as {@code src/main}
   */
  static String literals(String below) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String module : MODULES) {
      Path folder = Documents.ROOT.resolve(module).resolve(below);
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          boolean looksItselfUp = file.getParent().equals(folderOfTheseTests());
          all.append(looksItselfUp ? "" : Files.readString(file, UTF_8)).append('\n');
        }
      }
    }
    all.append(Files.readString(Documents.ROOT.resolve("arena"), UTF_8));
    return JOINED.matcher(all).replaceAll("").replace("\\\"", "\"");
  }

  private static Path folderOfTheseTests() {
    return Documents.ROOT.resolve("dist/src/test/java/dev/arena/dist/documents");
  }
}
