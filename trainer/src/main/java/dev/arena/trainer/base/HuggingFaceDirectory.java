package dev.arena.trainer.base;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arena.models.encode.TextTokenizer;
import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.network.Weights;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a BERT encoder from a directory that Hugging Face's transformers saved: {@code
 * config.json}, weights in safetensors, and {@code tokenizer.json} or {@code vocab.txt}.
 */
final class HuggingFaceDirectory {
  static final String CONFIG = "config.json";

  private final Path directory;

  private HuggingFaceDirectory(Path directory) {
    this.directory = directory;
  }

  static BaseEncoder read(Path directory) {
    return new HuggingFaceDirectory(directory).read();
  }

  private BaseEncoder read() {
    Path config = directory.resolve(CONFIG);
    if (!Files.exists(config)) {
      throw new UserException(
          ("%s has no %s; expected a Hugging Face directory with %s, model.safetensors, and"
                  + " tokenizer.json or vocab.txt. Name another directory, or one of %s.")
              .formatted(
                  directory, CONFIG, CONFIG, String.join(", ", PackagedEncoder.shortNames())));
    }
    BertSizes sizes = BertConfig.read(config);
    byte[] tokenizer = tokenizer();
    requireTokens(tokenizer, sizes);
    try (WeightFiles files = WeightFiles.open(directory)) {
      Weights weights = BertWeights.read(files, sizes, directory);
      return new BaseEncoder(
          name().replaceAll("[^A-Za-z0-9._-]", "-"),
          name(),
          BaseEncoder.UNKNOWN_LICENCE,
          weights,
          tokenizer,
          files.sha256());
    }
  }

  private byte[] tokenizer() {
    Path json = directory.resolve("tokenizer.json");
    Path vocabulary = directory.resolve("vocab.txt");
    if (Files.exists(json)) {
      requireSpecial(json);
      return bytes(json);
    }
    if (Files.exists(vocabulary)) {
      return VocabularyFile.read(vocabulary)
          .tokenizerJson(directory.resolve("tokenizer_config.json"));
    }
    throw new UserException(
        "%s has no tokenizer.json and no vocab.txt; expected one of them. Copy the whole directory."
            .formatted(directory));
  }

  private static void requireSpecial(Path json) {
    JsonFile file = JsonFile.read(json);
    List<String> known = new ArrayList<>();
    file.get("model").path("vocab").fieldNames().forEachRemaining(known::add);
    for (JsonNode token : file.get("added_tokens")) {
      known.add(token.path("content").asText());
    }
    for (String special : VocabularyFile.SPECIAL) {
      if (!known.contains(special)) {
        throw new UserException(
            "%s has no token %s; expected all of %s, as in BERT's tokenizers. Start from another"
                    .formatted(json, special, String.join(" ", VocabularyFile.SPECIAL))
                + " encoder (--base).");
      }
    }
  }

  /** Requires the network to have an embedding for every token in the tokenizer. */
  private void requireTokens(byte[] json, BertSizes sizes) {
    try (TextTokenizer tokenizer =
        TextTokenizer.read(new ByteArrayInputStream(json), "the tokenizer of " + directory)) {
      if (tokenizer.largestToken() >= sizes.vocabulary()) {
        throw new UserException(
            ("the tokenizer of %s has token ids up to %d; expected ids below %d, vocab_size in its"
                    + " %s. The files belong to different encoders: copy the directory again.")
                .formatted(directory, tokenizer.largestToken(), sizes.vocabulary(), CONFIG));
      }
    }
  }

  private String name() {
    try {
      Path name = directory.toRealPath().getFileName();
      return name == null ? "directory" : name.toString();
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static UserException unreadable(Path path, IOException cause) {
    return new UserException(
        "%s cannot be read (%s); expected permission to read it."
            .formatted(path, FileErrors.describe(cause)),
        cause);
  }
}
