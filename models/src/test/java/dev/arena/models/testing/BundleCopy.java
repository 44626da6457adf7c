package dev.arena.models.testing;

import dev.arena.models.bundle.ModelBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A bundle's files under another version, so that two bundles of one model can be told apart. */
public final class BundleCopy {
  private BundleCopy() {}

  /**
   * Copies a bundle.
   *
   * @param copy a directory that does not exist yet
   * @return {@code copy}
   */
  public static Path write(Path bundle, Path copy, String version) throws IOException {
    Files.createDirectory(copy);
    try (Stream<Path> files = Files.list(bundle)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    Path manifest = copy.resolve(ModelBundle.MANIFEST);
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replaceFirst("\"version\" : \"[^\"]*\"", "\"version\" : \"" + version + "\""));
    return copy;
  }
}
