package dev.arena.console.voting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.console.http.Signer;
import dev.arena.console.topics.ContentsWriter;
import dev.arena.console.topics.TopicContents;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Draws are fair, and only the console's own tokens can be read. */
final class DrawProperties {
  private static final VoteTokens TOKENS =
      new VoteTokens(Signer.parse(VotingStage.KEY), new SecureRandom());

  /** With fixed seeds; each bound is exceeded by chance once in about 100,000 tries. */
  @Property(tries = 10, seed = "1")
  void eachPairAndEachSideIsDrawnEquallyOften(
      @ForAll @IntRange(min = 2, max = 20) int pairs, @ForAll @LongRange(max = 1_000) long seed) {
    TopicContents contents = new TopicContents(100, (kind, version) -> {});
    for (int i = 0; i < pairs; i++) {
      ContentsWriter.add(contents, VotingStage.pair("pair-" + i));
    }
    NextPair next = new NextPair(contents, new HandledPairs(100), new Random(seed));
    int draws = 200 * pairs;
    Map<String, Integer> counts = new HashMap<>();
    Map<String, Integer> swapped = new HashMap<>();
    for (int i = 0; i < draws; i++) {
      NextPair.Drawn drawn = next.draw("u").orElseThrow();
      assertThat(drawn.probability()).isEqualTo(1.0 / pairs);
      counts.merge(drawn.pair().getId(), 1, Integer::sum);
      swapped.merge(drawn.pair().getId(), drawn.swapped() ? 1 : 0, Integer::sum);
    }

    assertThat(counts).hasSize(pairs);
    double expected = (double) draws / pairs;
    double chiSquare =
        counts.values().stream().mapToDouble(n -> Math.pow(n - expected, 2) / expected).sum();
    // Wilson and Hilferty's approximation of the quantile
    double degrees = pairs - 1;
    double spread = 2 / (9 * degrees);
    assertThat(chiSquare).isLessThan(degrees * Math.pow(1 - spread + 4.3 * Math.sqrt(spread), 3));
    // sides by pair, so that a side that depends on the pair is noticed: 5.2 standard deviations
    counts.forEach(
        (id, n) ->
            assertThat(Math.abs(swapped.get(id) - n / 2.0))
                .as(id)
                .isLessThan(5.2 * Math.sqrt(n / 4.0)));
  }

  @Property
  void aTokenContainsWhatWasSealed(@ForAll("contents") VoteToken content) {
    assertThat(TOKENS.open(VoteTokens.Purpose.VOTE, TOKENS.seal(VoteTokens.Purpose.VOTE, content)))
        .contains(content);
  }

  @Property(tries = 300)
  void aChangedTokenIsNotRead(
      @ForAll("contents") VoteToken content,
      @ForAll @IntRange(max = 1_000_000) int place,
      @ForAll @IntRange(max = 7) int bit) {
    byte[] token = Base64.getUrlDecoder().decode(TOKENS.seal(VoteTokens.Purpose.UNDO, content));
    token[place % token.length] ^= (byte) (1 << bit);

    assertThat(TOKENS.open(VoteTokens.Purpose.UNDO, Base64.getUrlEncoder().encodeToString(token)))
        .isEmpty();
  }

  @Property(tries = 300)
  void anyOtherTextIsNoToken(@ForAll String text) {
    assertThat(TOKENS.open(VoteTokens.Purpose.VOTE, text)).isEmpty();
  }

  /** Avro strings have no lone surrogates. */
  @Provide
  Arbitrary<VoteToken> contents() {
    Arbitrary<String> texts =
        Arbitraries.strings()
            .map(text -> text.codePoints().filter(c -> c < 0xD800 || c > 0xDFFF))
            .map(
                points ->
                    points
                        .collect(
                            StringBuilder::new,
                            StringBuilder::appendCodePoint,
                            StringBuilder::append)
                        .toString());
    return Combinators.combine(
            texts,
            texts,
            texts,
            Arbitraries.of(true, false),
            Arbitraries.doubles().between(0, 1),
            texts,
            Arbitraries.longs())
        .as(VoteToken::new);
  }
}
