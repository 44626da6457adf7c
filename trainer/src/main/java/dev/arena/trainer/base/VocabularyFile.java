package dev.arena.trainer.base;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Converts a BERT vocabulary, {@code vocab.txt}, and the settings of an optional {@code
 * tokenizer_config.json} into the {@code tokenizer.json} that transformers would write for them.
 */
final class VocabularyFile {
  private static final String UNKNOWN = "[UNK]";
  private static final String START = "[CLS]";
  private static final String SEPARATOR = "[SEP]";
  private static final String MASK = "[MASK]";

  /** The special tokens that BERT requires. */
  static final List<String> SPECIAL = List.of("[PAD]", UNKNOWN, START, SEPARATOR);

  private static final Set<String> CLASSES = Set.of("BertTokenizer", "BertTokenizerFast");

  /** The part that is the same for every vocabulary. */
  private static final String TEMPLATE = "bert-tokenizer.json";

  private final JsonMapper mapper = new JsonMapper();
  private final Map<String, Integer> vocabulary;

  private VocabularyFile(Map<String, Integer> vocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * Reads a vocabulary.
   *
   * @param file a file with one word piece per line, whose id is the number of lines above it
   */
  static VocabularyFile read(Path file) {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int id = 0;
      for (String piece = lines.readLine(); piece != null; piece = lines.readLine()) {
        vocabulary.put(piece, id++);
      }
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be read (%s); expected UTF-8 with a word piece on each line. Copy it again."
              .formatted(file, FileErrors.describe(e)),
          e);
    }
    for (String special : SPECIAL) {
      if (!vocabulary.containsKey(special)) {
        throw new UserException(
            "%s has no line %s; expected all of %s, as in BERT's vocabularies. Start from another"
                    .formatted(file, special, String.join(" ", SPECIAL))
                + " encoder (--base).");
      }
    }
    return new VocabularyFile(vocabulary);
  }

  /**
   * The bytes of a {@code tokenizer.json}.
   *
   * @param settings a {@code tokenizer_config.json}, which need not exist
   */
  byte[] tokenizerJson(Path settings) {
    try (InputStream template =
        Objects.requireNonNull(VocabularyFile.class.getResourceAsStream(TEMPLATE))) {
      ObjectNode root = (ObjectNode) mapper.readTree(template);
      ObjectNode normalizer = root.withObject("/normalizer").put("lowercase", !cased());
      if (Files.exists(settings)) {
        apply(JsonFile.read(settings), normalizer);
      }
      addSpecial(root.withArray("/added_tokens"));
      for (String special : List.of(START, SEPARATOR)) {
        root.withArray("/post_processor/special_tokens/%s/ids".formatted(special))
            .add(vocabulary.get(special));
      }
      root.withObject("/model").set("vocab", mapper.valueToTree(vocabulary));
      return mapper.writeValueAsBytes(root);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the packaged " + TEMPLATE, e);
    }
  }

  /** Transformers lowercases by default, which would leave a cased vocabulary's capitals unused. */
  private boolean cased() {
    return vocabulary.containsKey("A");
  }

  private static void apply(JsonFile config, ObjectNode normalizer) {
    JsonNode type = config.get("tokenizer_class");
    if (!type.isMissingNode() && !CLASSES.contains(type.asText())) {
      throw config.refused(
          "tokenizer_class",
          type,
          "BertTokenizer beside a vocab.txt, or a tokenizer.json that says how to split");
    }
    if (!config.flag("do_basic_tokenize", true)) {
      throw config.refused("do_basic_tokenize", config.get("do_basic_tokenize"), "true");
    }
    boolean lowercase = config.flag("do_lower_case", normalizer.path("lowercase").booleanValue());
    normalizer.put("lowercase", lowercase);
    normalizer.put("handle_chinese_chars", config.flag("tokenize_chinese_chars", true));
    if (!config.get("strip_accents").isMissingNode()) {
      normalizer.put("strip_accents", config.flag("strip_accents", lowercase));
    }
  }

  private void addSpecial(ArrayNode added) {
    for (Map.Entry<String, Integer> piece : vocabulary.entrySet()) {
      if (SPECIAL.contains(piece.getKey()) || piece.getKey().equals(MASK)) {
        ObjectNode token = added.addObject();
        token.put("id", piece.getValue()).put("content", piece.getKey()).put("special", true);
        token.put("single_word", false).put("lstrip", false).put("rstrip", false);
        token.put("normalized", false);
      }
    }
  }
}
