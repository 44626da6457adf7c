package dev.arena.models.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** A set of hashes behaves like Java's own set. */
class LongHashSetProperties {

  @Property(tries = 300)
  void hashesAreAddedOnceAndFoundAgain(
      @ForAll("hashes") List<Long> hashes, @ForAll @IntRange(max = 50) int expected) {
    LongHashSet words = new LongHashSet(expected);
    Set<Long> set = new HashSet<>();
    for (long hash : hashes) {
      assertThat(words.contains(hash)).isEqualTo(set.contains(hash));
      assertThat(words.add(hash)).isEqualTo(set.add(hash));
      assertThat(words.size()).isEqualTo(set.size());
    }
    assertThat(set).allMatch(words::contains);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void theHashesInBothSetsAreCounted(
      @ForAll("hashes") List<Long> first, @ForAll("hashes") List<Long> second) {
    Set<Long> common = new HashSet<>(first);
    common.retainAll(new HashSet<>(second));
    assertThat(words(first).common(words(second))).isEqualTo(common.size());
    assertThat(words(second).common(words(first))).isEqualTo(common.size());
  }

  private static LongHashSet words(List<Long> hashes) {
    LongHashSet words = new LongHashSet(0);
    hashes.forEach(words::add);
    return words;
  }

  /** Many hashes that occur twice or belong in the same slot, and any others. */
  @Provide
  Arbitrary<List<Long>> hashes() {
    return Arbitraries.oneOf(
            Arbitraries.longs().between(-20, 20),
            Arbitraries.longs().between(0, 20).map(i -> i << 32),
            Arbitraries.longs().between(0, 20).map(i -> i << 10),
            Arbitraries.longs())
        .list()
        .ofMaxSize(200);
  }
}
