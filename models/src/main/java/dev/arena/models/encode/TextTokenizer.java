package dev.arena.models.encode;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.models.memory.MemoryRoom;
import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer loaded from a Hugging Face {@code tokenizer.json}. It never truncates or pads, even
 * if the file says so. Thread-safe; {@link #close} frees native memory.
 *
 * <p>A BERT tokenizer splits text at blanks before any other step that looks at more than one
 * character. For such a tokenizer, {@link BertTokenizer} tokenises words in common scripts in Java
 * and the native library tokenises the others. The tokenizer reads only as much text as the caller
 * needs.
 */
public final class TextTokenizer implements AutoCloseable {
  private static final int[] NO_TOKENS = {};

  private static final Map<String, String> OPTIONS =
      Map.of("truncation", "false", "padding", "false");

  /**
   * Words in rarer scripts are batched into native calls of about this many UTF-16 units, because
   * each call has a fixed cost.
   */
  private static final int NATIVE_STRETCH = 256;

  /** Bytes that the native library allocates per byte of the file, rounded up. */
  private static final long NATIVE_COPIES = 10;

  /** Typical number of UTF-16 units per token in real text. */
  private static final int CHARACTERS_PER_TOKEN = 4;

  private final HuggingFaceTokenizer tokenizer;
  private final @Nullable BertTokenizer bert;
  private final int startToken;
  private final int separatorToken;
  private final int largestToken;

  private TextTokenizer(HuggingFaceTokenizer tokenizer, TokenizerJson json, String source) {
    this.tokenizer = tokenizer;
    this.bert = BertTokenizer.of(json.root());
    long[] ids = tokenizer.encode("", true, false).getIds();
    if (ids.length != 2) {
      throw new UserException(
          """
          %s puts %d special tokens around an empty text.
            Expected two, one before and one after, as with BERT's tokenizers. Use the tokenizer of a \
          BERT-like model."""
              .formatted(source, ids.length));
    }
    startToken = Math.toIntExact(ids[0]);
    separatorToken = Math.toIntExact(ids[1]);
    largestToken = Math.max(json.largestToken(), Math.max(startToken, separatorToken));
    json.special().keySet().forEach(text -> requireOrdinary(text, json, source));
  }

  private void requireOrdinary(String text, TokenizerJson json, String source) {
    if (IntStream.of(tokenize(text)).anyMatch(json.special()::containsValue)) {
      throw new UserException(
          """
          %s reads the text %s as a special token.
            Expected a tokenizer that splits it into ordinary ones, as BERT's tokenizers do. Use the \
          tokenizer of a BERT-like model."""
              .formatted(source, text));
    }
  }

  /**
   * Opens a {@code tokenizer.json}. A first pass over the file estimates the memory it needs.
   *
   * @throws UserException if it is not a tokenizer, or if memory does not suffice
   */
  public static TextTokenizer open(Path file) {
    try (InputStream first = Files.newInputStream(file)) {
      MemoryRoom room = MemoryRoom.ofThisMachine();
      room.requireHeapFor(first, file.toString());
      room.requireNative(NATIVE_COPIES * Files.size(file), file.toString());
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString());
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
  }

  /**
   * Reads a {@code tokenizer.json}.
   *
   * @param in the file's bytes; not closed
   * @param name the file's name in messages
   */
  public static TextTokenizer read(InputStream in, String name) {
    try {
      TokenizerJson json = TokenizerJson.read(new ByteArrayInputStream(in.readAllBytes()));
      return of(HuggingFaceTokenizer.newInstance(json.text(), OPTIONS), json, name);
    } catch (IOException | RuntimeException e) {
      throw unreadable(name, e);
    }
  }

  private static TextTokenizer of(
      HuggingFaceTokenizer tokenizer, TokenizerJson json, String source) {
    try {
      return new TextTokenizer(tokenizer, json, source);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  private static UserException unreadable(String source, Exception cause) {
    return cause instanceof UserException known
        ? known
        : new UserException(
            """
            %s cannot be read as a tokenizer: %s.
              Expected the tokenizer.json of a Hugging Face model. Train again with ./arena \
            train, or copy the bundle again."""
                .formatted(source, message(cause)),
            cause);
  }

  private static @Nullable String message(Exception cause) {
    if (cause instanceof JsonProcessingException json) {
      return json.getOriginalMessage();
    }
    return cause instanceof IOException ? FileErrors.describe(cause) : cause.getMessage();
  }

  /** The token that begins a sequence, {@code [CLS]} with BERT. */
  public int startToken() {
    return startToken;
  }

  /** The token that ends a segment, {@code [SEP]} with BERT. */
  public int separatorToken() {
    return separatorToken;
  }

  /** The largest token id, including special tokens. */
  public int largestToken() {
    return largestToken;
  }

  /**
   * Tokenises a whole text, without special tokens around it. A text that spells one, such as
   * {@code [SEP]}, is read as ordinary text.
   *
   * @param text any string; unpaired surrogates count as U+FFFD
   */
  public int[] tokenize(String text) {
    return first(text, Integer.MAX_VALUE);
  }

  /** Whether it can tokenise part of a text; otherwise it always tokenises the whole text. */
  boolean readsParts() {
    return bert != null;
  }

  /** The first tokens of a text: at least {@code enough}, unless it has fewer. */
  int[] first(String text, int enough) {
    if (enough == 0) {
      return NO_TOKENS;
    }
    BertTokenizer.TokenList tokens =
        new BertTokenizer.TokenList(Math.min(enough, text.length() / CHARACTERS_PER_TOKEN));
    if (bert == null) {
      addNative(text, tokens);
      return tokens.toArray();
    }
    BertTokenizer.Reader reader = bert.reader(tokens);
    for (int from = 0; from < text.length() && tokens.size() < enough; ) {
      int end = endOfWord(text, from);
      if (bert.reads(text, from, end)) {
        reader.read(text, from, end);
      } else {
        end = endOfStretch(bert, text, from, end);
        addNative(text.substring(from, end), tokens);
      }
      from = end + 1;
    }
    return tokens.toArray();
  }

  /** The last tokens of a text: at least {@code enough}, unless it has fewer. */
  int[] last(String text, int enough) {
    if (enough == 0) {
      return NO_TOKENS;
    }
    // half as much again as is typical, so that the first attempt usually suffices
    long characters = 1 + 3L * enough * CHARACTERS_PER_TOKEN / 2;
    while (bert != null && characters < text.length()) {
      int from = endOfWord(text, text.length() - (int) characters);
      int[] tokens = tokenize(text.substring(from));
      if (tokens.length >= enough) {
        return tokens;
      }
      characters *= 2;
    }
    return tokenize(text);
  }

  private static int endOfWord(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) != ' ' && text.charAt(end) != '\n') {
      end++;
    }
    return end;
  }

  /** The end of the run of words from {@code from} that only the native library can read. */
  private static int endOfStretch(BertTokenizer bert, String text, int from, int endOfFirst) {
    int end = endOfFirst;
    while (end < text.length() && end - from < NATIVE_STRETCH) {
      int next = endOfWord(text, end + 1);
      if (bert.reads(text, end + 1, next)) {
        break;
      }
      end = next;
    }
    return end;
  }

  private void addNative(String text, BertTokenizer.TokenList tokens) {
    for (long id : ids(WellFormed.text(text))) {
      tokens.add((int) id);
    }
  }

  /**
   * Fetches only the ids: {@code HuggingFaceTokenizer.encode} also creates a string and a span per
   * token, which doubles the time (fetching only ids is 2.0 times as fast, median of five runs).
   */
  private long[] ids(String text) {
    long encoding = TokenizersLibrary.LIB.encode(tokenizer.getHandle(), text, false);
    try {
      return TokenizersLibrary.LIB.getTokenIds(encoding);
    } finally {
      TokenizersLibrary.LIB.deleteEncoding(encoding);
    }
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  /**
   * A {@code tokenizer.json} without its special added tokens, so that {@code [SEP]} in an answer
   * is tokenised as ordinary text. The tokens around a text remain, because the file refers to them
   * by id.
   */
  static final class TokenizerJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final ObjectNode root;
    private final Map<String, Integer> special = new LinkedHashMap<>();
    private int largestToken;

    private TokenizerJson(ObjectNode root) {
      this.root = root;
      JsonNode model = root.path("model");
      JsonNode vocabulary = model.path("vocab");
      if (vocabulary.isArray()) {
        largestToken = vocabulary.size() - 1;
      } else {
        vocabulary.forEach(id -> largestToken = Math.max(largestToken, id.intValue()));
      }
      if (root.path("added_tokens") instanceof ArrayNode added) {
        takeOutSpecialTokens(added);
      }
      special
          .entrySet()
          .removeIf(
              token ->
                  token.getKey().equals(model.path("unk_token").asText())
                      || token.getValue() == model.path("unk_id").asInt(-1));
    }

    static TokenizerJson read(InputStream in) throws IOException {
      if (MAPPER.readTree(in) instanceof ObjectNode root) {
        return new TokenizerJson(root);
      }
      throw new IOException("not a JSON object");
    }

    private void takeOutSpecialTokens(ArrayNode added) {
      for (Iterator<JsonNode> tokens = added.iterator(); tokens.hasNext(); ) {
        JsonNode token = tokens.next();
        int id = token.path("id").intValue();
        if (token.path("special").booleanValue()) {
          special.put(token.path("content").asText(), id);
          tokens.remove();
        } else {
          largestToken = Math.max(largestToken, id);
        }
      }
    }

    /** The modified file. */
    InputStream text() throws IOException {
      return new ByteArrayInputStream(MAPPER.writeValueAsBytes(root));
    }

    /** The parsed modified file; do not modify it. */
    JsonNode root() {
      return root;
    }

    /** Ids of the special tokens by text, without the unknown token. */
    Map<String, Integer> special() {
      return special;
    }

    /** The largest id of an ordinary token. */
    int largestToken() {
      return largestToken;
    }
  }

  /** Text that every UTF-8 encoder accepts. */
  static final class WellFormed {
    private static final char REPLACEMENT = '\uFFFD';

    private WellFormed() {}

    /** The text itself, or a copy with U+FFFD in place of each unpaired surrogate. */
    static String text(String text) {
      int lone = nextLoneSurrogate(text, 0);
      if (lone < 0) {
        return text;
      }
      StringBuilder copy = new StringBuilder(text);
      for (; lone >= 0; lone = nextLoneSurrogate(text, lone + 1)) {
        copy.setCharAt(lone, REPLACEMENT);
      }
      return copy.toString();
    }

    private static int nextLoneSurrogate(String text, int from) {
      for (int i = from; i < text.length(); i++) {
        char c = text.charAt(i);
        if (Character.isSurrogate(c)) {
          boolean paired =
              Character.isHighSurrogate(c)
                  && i + 1 < text.length()
                  && Character.isLowSurrogate(text.charAt(i + 1));
          if (!paired) {
            return i;
          }
          i++;
        }
      }
      return -1;
    }
  }
}
