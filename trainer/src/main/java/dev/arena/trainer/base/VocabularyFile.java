package dev.arena.trainer.base;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private static final int LONGEST_WORD = 100;

  private final JsonMapper mapper = new JsonMapper();
  private final Map<String, Integer> vocabulary;

  private VocabularyFile(Map<String, Integer> vocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * Reads a vocabulary.
   *
   * @param file one word piece per line; its id is the number of lines above it
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
    ObjectNode normalizer = mapper.createObjectNode();
    normalizer.put("type", "BertNormalizer").put("clean_text", true);
    normalizer.put("handle_chinese_chars", true).putNull("strip_accents");
    normalizer.put("lowercase", !cased());
    if (Files.exists(settings)) {
      apply(JsonFile.read(settings), normalizer);
    }
    ObjectNode root = mapper.createObjectNode();
    root.put("version", "1.0").putNull("truncation").putNull("padding");
    addSpecial(root.putArray("added_tokens"));
    root.set("normalizer", normalizer);
    root.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
    addTemplate(root.putObject("post_processor"));
    root.putObject("decoder").put("type", "WordPiece").put("prefix", "##").put("cleanup", true);
    ObjectNode model = root.putObject("model");
    model.put("type", "WordPiece").put("unk_token", UNKNOWN);
    model.put("continuing_subword_prefix", "##").put("max_input_chars_per_word", LONGEST_WORD);
    model.set("vocab", mapper.valueToTree(vocabulary));
    try {
      return mapper.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts and numbers is always JSON", e);
    }
  }

  /**
   * Transformers lowercases by default, so the capitals of a cased vocabulary would never be used.
   */
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

  private void addTemplate(ObjectNode processor) {
    processor.put("type", "TemplateProcessing");
    ArrayNode single = processor.putArray("single");
    addToken(single, START, 0);
    addText(single, "A", 0);
    addToken(single, SEPARATOR, 0);
    ArrayNode pair = processor.putArray("pair");
    pair.addAll(single.deepCopy());
    addText(pair, "B", 1);
    addToken(pair, SEPARATOR, 1);
    ObjectNode tokens = processor.putObject("special_tokens");
    for (String special : List.of(START, SEPARATOR)) {
      ObjectNode token = tokens.putObject(special).put("id", special);
      token.putArray("ids").add(vocabulary.get(special));
      token.putArray("tokens").add(special);
    }
  }

  private static void addToken(ArrayNode template, String special, int type) {
    template.addObject().putObject("SpecialToken").put("id", special).put("type_id", type);
  }

  private static void addText(ArrayNode template, String text, int type) {
    template.addObject().putObject("Sequence").put("id", text).put("type_id", type);
  }
}
