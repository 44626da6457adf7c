package dev.arena.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.encode.NastyText;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SentenceSplitterProperties {
  @Example
  void sentencesEndAtPunctuationAndAtLineBreaks() {
    assertThat(
            sentences(
                "It is 4. Is it? Yes!\n- one\n- two: 3.5\n\n\u6771\u4eac\u3067\u3059\u3002\u306f\u3044\u3002"))
        .containsExactly(
            "It is 4. ",
            "Is it? ",
            "Yes!\n",
            "- one\n",
            "- two: 3.5\n",
            "\u6771\u4eac\u3067\u3059\u3002",
            "\u306f\u3044\u3002");
    assertThat(sentences("1. One.\n2. Two.\n3.\n408"))
        .containsExactly("1. One.\n", "2. Two.\n", "3.\n", "408");
    assertThat(sentences("")).isEmpty();
    assertThat(sentences(" \n\t")).isEmpty();
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void whateverIsNotInASentenceIsBlank(@ForAll("texts") String text) {
    StringBuilder rest = new StringBuilder(text);
    List<SentenceSplitter.Range> ranges = SentenceSplitter.split(text, Integer.MAX_VALUE);
    for (int i = ranges.size() - 1; i >= 0; i--) {
      assertThat(text.substring(ranges.get(i).begin(), ranges.get(i).end())).isNotBlank();
      rest.delete(ranges.get(i).begin(), ranges.get(i).end());
    }
    assertThat(rest.toString().isBlank()).isTrue();
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void theFirstSentencesAreThoseOfTheWholeText(@ForAll("texts") String text) {
    List<SentenceSplitter.Range> all = SentenceSplitter.split(text, Integer.MAX_VALUE);
    assertThat(SentenceSplitter.split(text, 3)).isEqualTo(all.subList(0, Math.min(3, all.size())));
  }

  @Provide
  Arbitrary<String> texts() {
    return NastyText.texts();
  }

  private static List<String> sentences(String text) {
    return SentenceSplitter.split(text, Integer.MAX_VALUE).stream()
        .map(range -> text.substring(range.begin(), range.end()))
        .toList();
  }
}
