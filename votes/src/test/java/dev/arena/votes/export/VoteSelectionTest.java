package dev.arena.votes.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.Battle;
import dev.arena.schemas.RecordPosition;
import dev.arena.schemas.VoteOutcome;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which battles are exported. */
class VoteSelectionTest {
  private static final Instant BEFORE = Instant.parse("2026-11-01T00:00:00Z");

  private static Battle.Builder battle() {
    return Battle.newBuilder()
        .setPairId("p")
        .setKind("human")
        .setVoter("u")
        .setOutcome(VoteOutcome.A)
        .setVotedAt(BEFORE.minusMillis(1))
        .setModelA("m")
        .setModelB("n")
        .setPair(new RecordPosition("", 0, 7L))
        .setSource(new RecordPosition("arena.votes", 0, 17L));
  }

  private static Omission omission(ExportFormat format, Battle.Builder battle) {
    return new VoteSelection(format, Set.of("human"), BEFORE).omission(battle.build());
  }

  @Test
  void aVoteOfTheGivenKindBeforeTheTimeIsExported() {
    for (ExportFormat format : ExportFormat.values()) {
      assertThat(omission(format, battle())).as(format.text()).isNull();
    }
  }

  @Test
  void aVoteOfAnotherKindIsOmittedUnlessAllKindsAreExported() {
    Battle.Builder judged = battle().setKind("judge");
    assertThat(omission(ExportFormat.CSV, judged)).isEqualTo(Omission.OTHER_KIND);
    assertThat(new VoteSelection(ExportFormat.CSV, Set.of(), BEFORE).omission(judged.build()))
        .isNull();
  }

  @Test
  void aVoteAtTheTimeOrLaterIsOmitted() {
    assertThat(omission(ExportFormat.CSV, battle().setVotedAt(BEFORE)))
        .isEqualTo(Omission.TOO_LATE);
  }

  @Test
  void aVoteWhosePairIsAmbiguousIsOmittedInEveryFormat() {
    for (ExportFormat format : ExportFormat.values()) {
      assertThat(omission(format, battle().setAmbiguous(true))).isEqualTo(Omission.AMBIGUOUS);
    }
  }

  @Test
  void anOutcomeOfANewerVersionIsOmitted() {
    assertThat(omission(ExportFormat.CSV, battle().setOutcome(VoteOutcome.UNKNOWN)))
        .isEqualTo(Omission.OUTCOME);
  }

  @Test
  void onlyDpoOmitsTies() {
    for (VoteOutcome tie : Set.of(VoteOutcome.TIE, VoteOutcome.BOTH_BAD)) {
      assertThat(omission(ExportFormat.DPO, battle().setOutcome(tie)))
          .isEqualTo(Omission.NOT_DECISIVE);
      assertThat(omission(ExportFormat.CSV, battle().setOutcome(tie))).isNull();
      assertThat(omission(ExportFormat.ARENA_RANK, battle().setOutcome(tie))).isNull();
    }
  }

  @Test
  void onlyFormatsWithTextsNeedAScoredPair() {
    Battle.Builder unscored = battle().setPair(null);
    assertThat(omission(ExportFormat.JSONL, unscored)).isEqualTo(Omission.NOT_SCORED);
    assertThat(omission(ExportFormat.ARENA_RANK, unscored)).isNull();
  }

  @Test
  void onlyArenaRankNeedsBothModels() {
    Battle.Builder unnamed = battle().setModelB(null);
    assertThat(omission(ExportFormat.ARENA_RANK, unnamed)).isEqualTo(Omission.NO_MODELS);
    assertThat(omission(ExportFormat.CSV, unnamed)).isNull();
  }
}
