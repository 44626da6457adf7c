package dev.arena.models.encode;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * The definition of a {@link PairEncoder.TokenWindow}, implemented without regard to cost: the
 * native library tokenises the whole window, and what cannot be kept is thrown away.
 */
final class WholeTextWindow implements AutoCloseable {
  private final HuggingFaceTokenizer tokenizer;

  WholeTextWindow(InputStream tokenizerJson) throws IOException {
    tokenizer =
        HuggingFaceTokenizer.newInstance(
            TextTokenizer.TokenizerJson.read(tokenizerJson).text(),
            Map.of("truncation", "false", "padding", "false"));
  }

  /**
   * What is kept from a text.
   *
   * @param mostAtAll the number of tokens for which the window is made
   * @param most the maximum number kept in this call
   */
  Kept keep(String text, EncodingSpec.Cut cut, int mostAtAll, int most) {
    int headCharacters = cut.headTokens(mostAtAll) * PairEncoder.TokenWindow.CHARACTERS_PER_TOKEN;
    int tailCharacters = mostAtAll * PairEncoder.TokenWindow.CHARACTERS_PER_TOKEN - headCharacters;
    if (text.length() <= headCharacters + tailCharacters) {
      int[] all = tokenize(text);
      int kept = Math.min(all.length, most);
      int fromHead = cut.headTokens(kept);
      return kept(all, all, kept == all.length ? kept : fromHead, kept, kept < all.length);
    }
    int to = headCharacters;
    int from = text.length() - tailCharacters;
    int[] head = tokenize(text.substring(0, splitsCodePoint(text, to) ? to - 1 : to));
    int[] tail = tokenize(text.substring(splitsCodePoint(text, from) ? from + 1 : from));
    int kept = Math.min(most, head.length + tail.length);
    int fromHead = Math.max(Math.min(cut.headTokens(kept), head.length), kept - tail.length);
    return kept(head, tail, fromHead, kept, true);
  }

  int[] tokenize(String text) {
    return LongStream.of(
            tokenizer.encode(TextTokenizer.WellFormed.text(text), false, false).getIds())
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  private static Kept kept(int[] head, int[] tail, int fromHead, int kept, boolean truncated) {
    int[] ids = new int[kept];
    System.arraycopy(head, 0, ids, 0, fromHead);
    System.arraycopy(tail, tail.length - (kept - fromHead), ids, fromHead, kept - fromHead);
    return new Kept(ids, truncated);
  }

  private static boolean splitsCodePoint(String text, int index) {
    return index > 0
        && index < text.length()
        && Character.isSurrogatePair(text.charAt(index - 1), text.charAt(index));
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  /** The tokens that are kept from a text, and whether any were dropped. */
  record Kept(int[] ids, boolean truncated) {}
}
