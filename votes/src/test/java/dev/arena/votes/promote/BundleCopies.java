package dev.arena.votes.promote;

import dev.arena.models.bundle.ModelBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Copies of the shipped bundle for tests. */
public final class BundleCopies {
  private static final Path SHIPPED =
      Path.of(System.getProperty("arena.root"), "models", "default");

  private BundleCopies() {}

  /** name@version of a copy. */
  public static String model(String version) {
    return ModelBundle.load(SHIPPED).manifest().name() + "@" + version;
  }

  /** A copy with another version, in a new folder. */
  public static Path create(Path copy, String version) throws IOException {
    Files.createDirectory(copy);
    try (Stream<Path> files = Files.list(SHIPPED)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName().toString()));
      }
    }
    Path manifest = copy.resolve("bundle.json");
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replaceFirst("\"version\"\\s*:\\s*\"[^\"]*\"", "\"version\": \"" + version + "\""));
    return copy;
  }
}
