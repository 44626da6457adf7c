package dev.arena.trainer.base;

import dev.arena.cli.Spelling;
import dev.arena.schemas.failure.UsageException;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.network.Weights;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Finds the encoder that {@code --base} and {@code --layers} name. */
public final class BaseEncoders {
  private BaseEncoders() {}

  /**
   * Opens an encoder.
   *
   * @param base name of a packaged encoder, or a Hugging Face directory
   * @param layers indices of the layers to keep, in this order; empty for all
   * @param folder the folder against which a relative path is resolved
   */
  public static BaseEncoder open(String base, List<Integer> layers, Path folder) {
    BaseEncoder whole = open(base, folder);
    return layers.isEmpty() ? whole : withLayers(whole, layers);
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
                Files.exists(path) ? "a file" : "not a directory",
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

  /**
   * An encoder with some of the layers of another, whose weight arrays it shares.
   *
   * @param layers indices from 0, each at most once, in the order of the new encoder
   */
  static BaseEncoder withLayers(BaseEncoder whole, List<Integer> layers) {
    if (layers.isEmpty()) {
      throw new UsageException("--layers is empty; expected indices such as 0,2,5.");
    }
    if (layers.stream().distinct().count() < layers.size()) {
      throw new UsageException(
          "--layers is %s; expected each layer at most once.".formatted(text(layers, ",")));
    }
    return new BaseEncoder(
        whole.name() + "-layers-" + text(layers, "-"),
        "%s %s of %s"
            .formatted(layers.size() == 1 ? "layer" : "layers", text(layers, ", "), whole.title()),
        whole.licence(),
        withLayers(whole.weights(), whole.name(), layers),
        whole.tokenizer(),
        whole.sha256());
  }

  private static Weights withLayers(Weights whole, String name, List<Integer> layers) {
    BertSizes sizes = whole.sizes();
    Map<String, float[]> values = new LinkedHashMap<>(whole.values());
    values.keySet().removeIf(parameter -> parameter.startsWith("encoder."));
    for (int i = 0; i < layers.size(); i++) {
      int layer = layers.get(i);
      if (layer < 0 || layer >= sizes.layers()) {
        throw new UsageException(
            "--layers names layer %d; expected 0 to %d, the layers of %s."
                .formatted(layer, sizes.layers() - 1, name));
      }
      String from = BertSizes.layer(layer);
      String to = BertSizes.layer(i);
      whole
          .values()
          .forEach(
              (parameter, numbers) -> {
                if (parameter.startsWith(from)) {
                  values.put(to + parameter.substring(from.length()), numbers);
                }
              });
    }
    return new Weights(sizes.withLayers(layers.size()), values);
  }

  private static String text(List<Integer> layers, String separator) {
    return layers.stream().map(String::valueOf).collect(Collectors.joining(separator));
  }
}
