package dev.arena.trainer.base;

import dev.arena.schemas.failure.UsageException;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.network.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Some of an encoder's layers, in the order in which the smaller encoder has them.
 *
 * @param layers indices from 0 on, each once
 */
record ChosenLayers(List<Integer> layers) {
  ChosenLayers {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new UsageException("--layers is empty; expected indices such as 0,2,5.");
    }
    if (layers.stream().distinct().count() < layers.size()) {
      throw new UsageException(
          "--layers is %s; expected each layer once.".formatted(text(layers, ",")));
    }
  }

  /** The smaller encoder; it shares its numbers with the whole one. */
  BaseEncoder of(BaseEncoder whole) {
    return new BaseEncoder(
        whole.name() + "-layers-" + text(layers, "-"),
        "%s %s of %s"
            .formatted(layers.size() == 1 ? "layer" : "layers", text(layers, ", "), whole.title()),
        whole.licence(),
        of(whole.weights(), whole.name()),
        whole.tokenizer(),
        whole.sha256());
  }

  private Weights of(Weights whole, String name) {
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
