package dev.arena.models.encode;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.models.memory.JsonHeap;
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
 * A tokenizer as a {@code tokenizer.json} of Hugging Face describes it, without truncation and
 * padding whatever the file says. Safe for use by many threads; {@link #close} frees native memory.
 *
 * <p>A tokenizer of BERT's kind splits a text at blanks before it does anything else that looks at
 * more than one character. There, words of ASCII characters are read in Java ({@link
 * AsciiTokenizer}), the others by the native library, and no more of a text than is asked for.
 */
public final class TextTokenizer implements AutoCloseable {
  private static final int[] NO_TOKENS = {};

  private static final Map<String, String> OPTIONS =
      Map.of("truncation", "false", "padding", "false");

  /**
   * Words of other than ASCII characters are read together up to about so many UTF-16 units, for a
   * native call has its price.
   */
  private static final int NATIVE_STRETCH = 256;

  /** What the native library takes for each byte of the file, rounded up. */
  private static final long NATIVE_COPIES = 10;

  /** Real text has about so many UTF-16 units a token. */
  private static final int CHARACTERS_PER_TOKEN = 4;

  private final HuggingFaceTokenizer tokenizer;
  private final @Nullable AsciiTokenizer ascii;
  private final int startToken;
  private final int separatorToken;
  private final int largestToken;

  private TextTokenizer(HuggingFaceTokenizer tokenizer, TokenizerJson json, String source) {
    this.tokenizer = tokenizer;
    this.ascii = AsciiTokenizer.of(json.root());
    long[] ids = tokenizer.encode("", true, false).getIds();
    if (ids.length != 2) {
      throw new UserException(
          """
          %s puts %d special tokens around an empty text.
            Expected two, one before and one after, as BERT's tokenizers do. Use the tokenizer of a \
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
   * Opens a {@code tokenizer.json}. It is read once to know what it needs before anything of it is
   * kept.
   *
   * @throws UserException if it is not one, or there is no memory for it
   */
  public static TextTokenizer open(Path file) {
    try (InputStream first = Files.newInputStream(file)) {
      MemoryRoom room = MemoryRoom.ofThisMachine();
      room.requireHeap(JsonHeap.bytes(first), file.toString());
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
   * @param name what messages call it
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

  /** Neither a text nor what is put around it has a larger token. */
  public int largestToken() {
    return largestToken;
  }

  /**
   * Tokenises all of a text, without special tokens around it. A text that spells one, such as
   * {@code [SEP]}, is read as ordinary text.
   *
   * @param text any string; unpaired surrogates count as U+FFFD
   */
  public int[] tokenize(String text) {
    return first(text, Integer.MAX_VALUE);
  }

  /** Whether it reads no more of a text than is asked for; if not, always all. */
  boolean readsParts() {
    return ascii != null;
  }

  /** The first tokens of a text: at least {@code enough}, unless it has fewer. */
  int[] first(String text, int enough) {
    if (enough == 0) {
      return NO_TOKENS;
    }
    TokenList tokens = new TokenList(Math.min(enough, text.length() / CHARACTERS_PER_TOKEN));
    if (ascii == null) {
      addNative(text, tokens);
      return tokens.toArray();
    }
    for (int from = 0; from < text.length() && tokens.size() < enough; ) {
      int end = endOfWord(text, from);
      if (isAscii(text, from, end)) {
        ascii.tokenize(text, from, end, tokens);
      } else {
        end = endOfStretch(text, from, end);
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
    // half more than usual, so that the first try is mostly enough
    long characters = 1 + 3L * enough * CHARACTERS_PER_TOKEN / 2;
    while (ascii != null && characters < text.length()) {
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

  /** The end of the words, with other than ASCII characters, that follow the end of one of them. */
  private static int endOfStretch(String text, int from, int endOfFirst) {
    int end = endOfFirst;
    while (end < text.length() && end - from < NATIVE_STRETCH) {
      int next = endOfWord(text, end + 1);
      if (isAscii(text, end + 1, next)) {
        break;
      }
      end = next;
    }
    return end;
  }

  private static boolean isAscii(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) > 127) {
        return false;
      }
    }
    return true;
  }

  private void addNative(String text, TokenList tokens) {
    for (long id : ids(WellFormed.text(text))) {
      tokens.add((int) id);
    }
  }

  /**
   * Fetches ids alone: {@code HuggingFaceTokenizer.encode} also makes a string and a span of every
   * token, which takes as long again (median of five runs: ids alone 2.0 times as fast).
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
   * A {@code tokenizer.json} in which no text is a special token: those that the file adds are
   * taken out, so that {@code [SEP]} in an answer is read as the letters that it is. The tokens
   * around a text stay, for the file names them by id.
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

    /** The file as changed. */
    InputStream text() throws IOException {
      return new ByteArrayInputStream(MAPPER.writeValueAsBytes(root));
    }

    /** The file as changed, read; not to be changed. */
    JsonNode root() {
      return root;
    }

    /** Ids of the special tokens by their text, but for that of unknown words. */
    Map<String, Integer> special() {
      return special;
    }

    /** No text has a larger token. */
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
