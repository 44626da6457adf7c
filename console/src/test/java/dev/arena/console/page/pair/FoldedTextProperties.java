package dev.arena.console.page.pair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.console.page.pair.FoldedText.Segment;
import dev.arena.models.SentenceEffect;
import dev.arena.models.SentenceEffect.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Folded texts, for random texts and sentences. */
final class FoldedTextProperties {
  private static final List<String> PIECES = List.of("word ", "\n", "x", "\uD83D\uDE00", "<b>");

  @Property(tries = 200)
  void aFoldedTextShowsItsWholeText(@ForAll long seed, @ForAll @IntRange(max = 9_000) int length) {
    String text = text(seed, length);

    FoldedText folded = FoldedText.of(text, effects(seed, text));

    assertThat(text(folded.beginning()) + text(folded.rest())).isEqualTo(text);
    assertThat(folded.folded()).isEqualTo(!folded.rest().isEmpty());
    assertThat(text(folded.beginning())).hasSizeLessThanOrEqualTo(4_000);
  }

  @Property(tries = 200)
  void aFoldDividesNoCharacter(@ForAll long seed) {
    String text = "\uD83D\uDE00".repeat(3_000) + text(seed, 10);
    String shifted = "x".repeat((int) Math.floorMod(seed, 2L)) + text;

    assertThat(text(FoldedText.of(shifted).beginning())).matches(each -> !endsInside(each));
  }

  @Property(tries = 200)
  void eachSentenceHasItsEffectOnce(@ForAll long seed, @ForAll @IntRange(max = 9_000) int length) {
    String text = text(seed, length);
    List<SentenceEffect> effects = effects(seed, text);

    FoldedText folded = FoldedText.of(text, effects);

    assertThat(
            Stream.concat(folded.beginning().stream(), folded.rest().stream())
                .filter(each -> each.effect() != null))
        .hasSameSizeAs(effects);
  }

  private static boolean endsInside(String text) {
    return Character.isHighSurrogate(text.charAt(text.length() - 1));
  }

  private static String text(List<Segment> segments) {
    return segments.stream().map(Segment::text).collect(Collectors.joining());
  }

  private static String text(long seed, int length) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  private static List<SentenceEffect> effects(long seed, String text) {
    Random random = new Random(seed);
    List<SentenceEffect> effects = new ArrayList<>();
    int begin = 0;
    while (begin < text.length() && effects.size() < 40) {
      int end = Math.min(text.length(), begin + 1 + random.nextInt(2_000));
      if (random.nextBoolean()) {
        effects.add(new SentenceEffect(Side.A, 0, begin, end, random.nextGaussian(), 0));
      }
      begin = end;
    }
    return effects;
  }
}
