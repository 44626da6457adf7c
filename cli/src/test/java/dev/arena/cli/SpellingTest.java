package dev.arena.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SpellingTest {
  @Test
  void theNearestNameIsTheOneWithTheFewestChanges() {
    assertThat(
            Spelling.nearest(
                "arena.batch.token", List.of("arena.batch.tokens", "arena.batch.pairs")))
        .contains("arena.batch.tokens");
  }

  @Test
  void twoSwappedLettersAreOneChange() {
    assertThat(Spelling.distance("demo", "edmo")).isEqualTo(1);
  }

  @Test
  void aNameThatResemblesNoKnownNameHasNoSuggestion() {
    assertThat(Spelling.nearest("xyzzy", List.of("demo", "train"))).isEmpty();
  }

  @Property
  void theDistanceIsSymmetricAndZeroOnlyBetweenEqualNames(
      @ForAll @AlphaChars @StringLength(max = 8) String a,
      @ForAll @AlphaChars @StringLength(max = 8) String b) {
    assertThat(Spelling.distance(a, b)).isEqualTo(Spelling.distance(b, a));
    assertThat(Spelling.distance(a, b) == 0).isEqualTo(a.equalsIgnoreCase(b));
    assertThat(Spelling.distance(a, b)).isLessThanOrEqualTo(Math.max(a.length(), b.length()));
  }
}
