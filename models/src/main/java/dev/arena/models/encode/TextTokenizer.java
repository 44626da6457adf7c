package dev.arena.models.encode;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.arena.schemas.failure.FileTrouble;
import dev.arena.schemas.failure.UserException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer as a {@code tokenizer.json} of Hugging Face describes it, without truncation and
 * padding whatever the file says. Safe for use by many threads; {@link #close} frees native memory.
 */
public final class TextTokenizer implements AutoCloseable {
  private static final Map<String, String> OPTIONS =
      Map.of("truncation", "false", "padding", "false");

  private final HuggingFaceTokenizer tokenizer;
  private final int startToken;
  private final int separatorToken;
  private final int largestToken;

  private TextTokenizer(HuggingFaceTokenizer tokenizer, TokenizerJson json, String source) {
    this.tokenizer = tokenizer;
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

  /** Opens a {@code tokenizer.json}. */
  public static TextTokenizer open(Path file) {
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
            train, or copy the bundle once more."""
                .formatted(source, message(cause)),
            cause);
  }

  private static @Nullable String message(Exception cause) {
    if (cause instanceof JsonProcessingException json) {
      return json.getOriginalMessage();
    }
    return cause instanceof IOException ? FileTrouble.inWords(cause) : cause.getMessage();
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
    long[] ids = ids(WellFormed.text(text));
    int[] tokens = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      tokens[i] = (int) ids[i];
    }
    return tokens;
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
}
