package dev.arena.trainer.base;

import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.network.Weights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds a BERT encoder's parameters among the tensors in its files. The names may share a prefix
 * such as {@code bert.}, and layer normalisation may use {@code gamma} and {@code beta}, as the
 * first checkpoints did. Poolers and heads are ignored.
 */
final class BertWeights {
  private static final String WORDS = "embeddings.word_embeddings.weight";

  /** Buffers whose values follow from the sizes. */
  private static final Set<String> BUFFERS =
      Set.of("embeddings.position_ids", "embeddings.token_type_ids");

  private BertWeights() {}

  /**
   * Reads the parameters.
   *
   * @param directory the directory of the files, for messages
   */
  static Weights read(WeightFiles files, BertSizes sizes, Path directory) {
    String prefix = prefix(files, directory);
    Map<String, long[]> parameters = sizes.parameters();
    for (String tensor : files.names()) {
      requireKnown(tensor, prefix, parameters.keySet(), directory);
    }
    Map<String, float[]> values = new LinkedHashMap<>();
    parameters.forEach(
        (name, shape) -> {
          String old = prefix + firstName(name);
          values.put(name, files.floats(files.names().contains(old) ? old : prefix + name, shape));
        });
    return new Weights(sizes, values);
  }

  private static String prefix(WeightFiles files, Path directory) {
    List<String> prefixes =
        files.names().stream()
            .filter(name -> name.endsWith(WORDS))
            .map(name -> name.substring(0, name.length() - WORDS.length()))
            .filter(prefix -> prefix.isEmpty() || prefix.endsWith("."))
            .toList();
    if (prefixes.size() != 1) {
      throw new UserException(
          ("%s has %d tensors named %s, alone or after a prefix such as bert.; expected one. Start"
                  + " from a directory that holds one BERT encoder.")
              .formatted(directory, prefixes.size(), WORDS));
    }
    return prefixes.get(0);
  }

  /** Rejects unknown tensors: an encoder with more tensors computes something else. */
  private static void requireKnown(
      String tensor, String prefix, Set<String> parameters, Path directory) {
    if (!tensor.startsWith(prefix + "embeddings.") && !tensor.startsWith(prefix + "encoder.")) {
      return;
    }
    String name = tensor.substring(prefix.length());
    boolean known =
        BUFFERS.contains(name)
            || parameters.contains(name)
            || parameters.stream().anyMatch(parameter -> firstName(parameter).equals(name));
    if (!known) {
      throw new UserException(
          ("%s has a tensor %s, which the BERT encoder described by its config.json lacks. The"
                  + " weights belong to another network: start from another encoder (--base).")
              .formatted(directory, tensor));
    }
  }

  private static String firstName(String parameter) {
    return parameter
        .replace("LayerNorm.weight", "LayerNorm.gamma")
        .replace("LayerNorm.bias", "LayerNorm.beta");
  }
}
