package dev.arena.trainer.base;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arena.trainer.network.BertSizes;
import java.nio.file.Path;

/**
 * Reads the {@code config.json} of a BERT encoder. It rejects, by name, settings that {@link
 * BertSizes} cannot describe, and ignores those that concern only training or heads.
 */
final class BertConfig {
  private static final int MOST_LAYERS = 999;
  private static final float EPSILON = 1e-12f;

  private BertConfig() {}

  static BertSizes read(Path file) {
    JsonFile config = JsonFile.read(file);
    require(
        config,
        "model_type",
        "bert",
        "\"bert\": other families (roberta, distilbert, deberta, electra, ...) are different"
            + " networks");
    accept(config, "hidden_act", "gelu");
    accept(config, "position_embedding_type", "absolute");
    for (String changing : new String[] {"is_decoder", "add_cross_attention"}) {
      if (config.flag(changing, false)) {
        throw config.refused(changing, config.get(changing), "false");
      }
    }
    for (String changing : new String[] {"pruned_heads", "quantization_config"}) {
      if (!config.get(changing).isEmpty()) {
        throw config.refused(changing, config.get(changing), "none");
      }
    }
    int hidden = config.count("hidden_size", 1, Integer.MAX_VALUE);
    int heads = config.count("num_attention_heads", 1, hidden);
    if (hidden % heads != 0) {
      throw config.refused(
          "num_attention_heads", config.get("num_attention_heads"), "a divisor of " + hidden);
    }
    return new BertSizes(
        config.count("vocab_size", 1, Integer.MAX_VALUE),
        hidden,
        config.count("num_hidden_layers", 1, MOST_LAYERS),
        heads,
        config.count("intermediate_size", 1, Integer.MAX_VALUE),
        config.count("max_position_embeddings", 1, Integer.MAX_VALUE),
        config.count("type_vocab_size", 2, Integer.MAX_VALUE),
        epsilon(config));
  }

  private static float epsilon(JsonFile config) {
    JsonNode value = config.get("layer_norm_eps");
    if (value.isMissingNode()) {
      return EPSILON;
    }
    if (!value.isNumber() || !(value.floatValue() > 0 && value.floatValue() < 1)) {
      throw config.refused("layer_norm_eps", value, "a number between 0 and 1");
    }
    return value.floatValue();
  }

  /** Accepts only one value, which is also the default for an absent field. */
  private static void accept(JsonFile config, String name, String only) {
    if (!config.get(name).isMissingNode()) {
      require(config, name, only, "\"%s\", or nothing".formatted(only));
    }
  }

  private static void require(JsonFile config, String name, String only, String expected) {
    JsonNode value = config.get(name);
    if (!value.asText().equals(only)) {
      throw config.refused(name, value, expected);
    }
  }
}
