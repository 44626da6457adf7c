package dev.arena.lab.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.lab.prove.FaultPlan.Size;
import dev.arena.lab.prove.FaultPlan.Stretch;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FaultPlanProperties {
  private static final Duration SESSION = Duration.ofSeconds(6);

  @Property
  void theSameSeedYieldsTheSamePlan(@ForAll long seed, @ForAll("sizes") Size size) {
    assertThat(FaultPlan.of(seed, size, SESSION)).isEqualTo(FaultPlan.of(seed, size, SESSION));
  }

  @Property
  void everyKindOccursAsOftenAsRequested(@ForAll long seed, @ForAll("sizes") Size size) {
    FaultPlan plan = FaultPlan.of(seed, size, SESSION);

    size.counts()
        .forEach(
            (kind, count) ->
                assertThat(
                        kind == FaultPlan.Kind.POISON
                            ? plan.poison().size()
                            : plan.faults().stream().filter(fault -> fault.kind() == kind).count())
                    .as(kind.label())
                    .isEqualTo(count.longValue()));
  }

  @Property
  void faultsAreInOrderWithinTheRecordsAndOnExistingScorers(
      @ForAll long seed, @ForAll("sizes") Size size) {
    List<FaultPlan.Fault> faults = FaultPlan.of(seed, size, SESSION).faults();

    assertThat(faults).isSortedAccordingTo(Comparator.comparingInt(FaultPlan.Fault::at));
    assertThat(faults)
        .allMatch(fault -> fault.at() >= 0 && fault.at() < size.records())
        .allMatch(fault -> fault.target() >= 0)
        .allMatch(fault -> fault.target() < Math.max(size.scorers(), size.voteServices()));
  }

  @Property
  void aFrozenScorerIsSilentForLongerThanItsSession(@ForAll long seed, @ForAll("sizes") Size size) {
    assertThat(FaultPlan.of(seed, size, SESSION).faults())
        .filteredOn(fault -> fault.kind() == FaultPlan.Kind.FREEZE)
        .allMatch(fault -> fault.length().compareTo(SESSION) > 0);
  }

  @Property
  void poisonStretchesAreDisjointAndInRange(@ForAll long seed, @ForAll("sizes") Size size) {
    int end = 0;
    for (Stretch stretch : FaultPlan.of(seed, size, SESSION).poison()) {
      assertThat(stretch.from()).isGreaterThanOrEqualTo(end);
      assertThat(stretch.to()).isGreaterThan(stretch.from());
      end = stretch.to();
    }
    assertThat(end).isLessThanOrEqualTo(size.records());
  }

  @Example
  void differentSeedsYieldDifferentPlans() {
    Size size = new Size(10_000, 10, 1, 3, 0);

    assertThat(FaultPlan.of(1, size, SESSION)).isNotEqualTo(FaultPlan.of(2, size, SESSION));
  }

  @Provide
  Arbitrary<Size> sizes() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 120),
            Arbitraries.integers().between(0, 6),
            Arbitraries.integers().between(1, 5),
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(100, 10_000))
        .as(
            (kills, brokerKills, scorers, voteServices, recordsPerFault) -> {
              long faults = new Size(1, kills, brokerKills, scorers, voteServices).faults();
              return new Size(
                  (int) Math.max(1, faults) * recordsPerFault,
                  kills,
                  brokerKills,
                  scorers,
                  voteServices);
            });
  }
}
