package dev.arena.trainer.base;

import dev.arena.cli.Spelling;
import dev.arena.schemas.failure.UsageException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Finds the encoder that {@code --base} and {@code --layers} name. */
public final class BaseEncoders {
  private BaseEncoders() {}

  /**
   * Opens an encoder.
   *
   * @param base name of a packaged one, or a Hugging Face directory
   * @param layers which of its layers to keep, in this order; empty for all as they are
   */
  public static BaseEncoder open(String base, List<Integer> layers) {
    return open(base, layers, Path.of(""));
  }

  /**
   * Opens an encoder.
   *
   * @param base name of a packaged one, or a Hugging Face directory
   * @param layers which of its layers to keep, in this order; empty for all as they are
   * @param folder from which a relative path counts
   */
  public static BaseEncoder open(String base, List<Integer> layers, Path folder) {
    BaseEncoder whole = open(base, folder);
    return layers.isEmpty() ? whole : new ChosenLayers(layers).of(whole);
  }

  private static BaseEncoder open(String base, Path folder) {
    for (PackagedEncoder packaged : PackagedEncoder.values()) {
      if (packaged.shortName().equals(base)) {
        return packaged.read();
      }
    }
    Path path = folder.resolve(path(base));
    if (Files.isDirectory(path)) {
      return HuggingFaceDirectory.read(path);
    }
    List<String> names = PackagedEncoder.shortNames();
    throw new UsageException(
        "--base is %s, which is %s; expected %s, or a directory with %s.%s"
            .formatted(
                base,
                Files.exists(path) ? "a file" : "no directory here",
                String.join(", ", names),
                HuggingFaceDirectory.CONFIG,
                Spelling.nearest(base, names)
                    .map(name -> " Did you mean %s?".formatted(name))
                    .orElse(
                        " Nothing is fetched: download an encoder first and name its directory.")));
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new UsageException("--base is %s; expected a name or a directory.".formatted(text));
    }
  }
}
