package dev.arena.trainer.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** The tiny random encoders that {@code src/test/python/make_bert_fixtures.py} made. */
enum TinyBert {
  CASED,
  UNCASED;

  /** Its directory, which must not be written to. */
  Path directory() {
    return resources().resolve(name().toLowerCase(Locale.ROOT));
  }

  /** What transformers makes of texts with both encoders. */
  static Path expected() {
    return resources().resolve("expected.json");
  }

  /** Copies it to a directory where a test may damage it. */
  Path copyTo(Path target) {
    try (Stream<Path> files = Files.list(directory())) {
      Files.createDirectories(target);
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  BaseEncoder open() {
    return BaseEncoders.open(directory().toString(), List.of(), Path.of(""));
  }

  private static Path resources() {
    try {
      return Path.of(Objects.requireNonNull(TinyBert.class.getResource("/bert")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
