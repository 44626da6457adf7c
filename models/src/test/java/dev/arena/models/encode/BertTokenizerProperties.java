package dev.arena.models.encode;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** BERT tokenizers with any settings and small vocabularies. */
class BertTokenizerProperties {
  private static final String FILE = "/all-minilm-l6-v2-tokenizer.json";
  private static final JsonMapper MAPPER = new JsonMapper();

  private static final String CHARACTERS =
      "abAB1.\u007f\u0301\u00e9\u00c9\u0130\u4f60\u4e00\u2581\ud55c\u1112\u1161\u11ab\uff21";

  /** What a tokenizer's file says. */
  private record Settings(
      boolean lowercase,
      boolean stripAccents,
      boolean ideographs,
      String prefix,
      long longestWord,
      Set<String> pieces) {

    byte[] file() throws IOException {
      ObjectNode json =
          (ObjectNode) MAPPER.readTree(BertTokenizerProperties.class.getResource(FILE));
      json.withObject("normalizer")
          .put("lowercase", lowercase)
          .put("strip_accents", stripAccents)
          .put("handle_chinese_chars", ideographs);
      ObjectNode model = json.withObject("model");
      model.put("continuing_subword_prefix", prefix).put("max_input_chars_per_word", longestWord);
      ObjectNode vocabulary = model.withObject("vocab");
      vocabulary.retain("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
      int next = 1_000;
      for (String piece : pieces) {
        vocabulary.put(piece, next++);
      }
      return MAPPER.writeValueAsBytes(json);
    }
  }

  @Property(tries = 300)
  void anyTextIsReadAsTheNativeLibraryReadsIt(
      @ForAll("settings") Settings settings, @ForAll("texts") List<String> texts)
      throws IOException {
    NativeTokens.requireSame(settings.file(), texts);
  }

  @Provide
  Arbitrary<Settings> settings() {
    Arbitrary<Boolean> flag = Arbitraries.of(true, false);
    Arbitrary<String> prefixes =
        Arbitraries.of("##", "", "#", "a", "\u2581", "\u00e9", "\u1112", "\u007f", "xy");
    Arbitrary<Long> lengths = Arbitraries.of(0L, 1L, 5L, 9L, 10L, 100L, (long) Integer.MAX_VALUE);
    return prefixes.flatMap(
        prefix -> {
          Arbitrary<String> pieces =
              Combinators.combine(Arbitraries.of("", prefix), words(1, 4)).as(String::concat);
          return Combinators.combine(flag, flag, flag, lengths, pieces.set().ofMaxSize(30))
              .as(
                  (lowercase, strips, ideographs, length, set) ->
                      new Settings(lowercase, strips, ideographs, prefix, length, set));
        });
  }

  @Provide
  Arbitrary<List<String>> texts() {
    Arbitrary<String> blanks = Arbitraries.of(" ", "\n", "\u00a0", "");
    return Combinators.combine(words(0, 12), blanks, words(0, 12), words(100, 130))
        .as((first, blank, second, last) -> first + blank + second + " " + last)
        .list()
        .ofMaxSize(5);
  }

  private static Arbitrary<String> words(int shortest, int longest) {
    return Arbitraries.strings().withChars(CHARACTERS).ofMinLength(shortest).ofMaxLength(longest);
  }
}
