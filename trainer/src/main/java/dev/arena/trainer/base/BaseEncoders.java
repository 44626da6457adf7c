package dev.arena.trainer.base;

import dev.arena.models.command.Spelling;
import dev.arena.schemas.failure.UsageException;
import java.util.List;

/** Finds the encoder that {@code --base} and {@code --layers} name. */
public final class BaseEncoders {
  private BaseEncoders() {}

  /**
   * Opens an encoder.
   *
   * @param base name of a packaged one
   * @param layers which of its layers to keep, in this order; empty for all as they are
   */
  public static BaseEncoder open(String base, List<Integer> layers) {
    BaseEncoder whole = open(base);
    return layers.isEmpty() ? whole : new ChosenLayers(layers).of(whole);
  }

  private static BaseEncoder open(String base) {
    for (PackagedEncoder packaged : PackagedEncoder.values()) {
      if (packaged.shortName().equals(base)) {
        return packaged.read();
      }
    }
    List<String> names = PackagedEncoder.shortNames();
    throw new UsageException(
        "--base is %s; expected one of %s.%s"
            .formatted(
                base,
                String.join(", ", names),
                Spelling.nearest(base, names)
                    .map(name -> " Did you mean " + name + "?")
                    .orElse("")));
  }
}
