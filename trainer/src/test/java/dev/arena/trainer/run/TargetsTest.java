package dev.arena.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.Probabilities;
import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.Sequence;
import dev.arena.schemas.PairFacts;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.failure.UsageException;
import dev.arena.trainer.evaluate.Excerpt;
import dev.arena.trainer.evaluate.RowFacts;
import dev.arena.trainer.head.HeadRow;
import dev.arena.trainer.head.Target;
import dev.arena.trainer.network.TieFreePair;
import dev.arena.trainer.recipe.Distillation;
import dev.arena.trainer.teacher.Recalibration;
import dev.arena.trainer.teacher.SoftLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TargetsTest {
  private static final Distillation ASIS = new Distillation(0.25, List.of(2.0, 0.5), false);

  @Test
  void aTieFreeVoteWithALabelTeachesAllThreeOutcomes() {
    EncodedVote vote =
        vote(Outcome.WINNER_MODEL_B, true, new SoftLabel(1, new Probabilities(0.4, 0.2, 0.4)));
    Targets targets = new Targets(List.of(vote), ASIS, 1);
    Target target = targets.of(0);
    assertThat(target.tieFree()).isFalse();
    assertThat(target.a()).isCloseTo(0.3, within(1e-12));
    assertThat(target.b()).isCloseTo(0.3, within(1e-12));
    assertThat(target.tie()).as("the teacher's, because the vote cannot be a tie").isEqualTo(0.4);
    assertThat(targets.weight(0)).isEqualTo(0.5);
  }

  @Test
  void votesWithoutALabelTeachThemselves() {
    Targets targets =
        new Targets(
            List.of(
                vote(Outcome.WINNER_TIE, false, null), vote(Outcome.WINNER_MODEL_A, true, null)),
            ASIS,
            1);
    assertThat(targets.of(0)).isEqualTo(new Target(0, 0, 1, false));
    assertThat(targets.of(1)).isEqualTo(new Target(1, 0, 0, true));
    assertThat(targets.weight(0)).isEqualTo(1);
    assertThat(targets.weight(1)).isEqualTo(1);
  }

  /** The teacher sees no ties, and half of the votes that may be ties are ties. */
  @Test
  void aTeacherIsCalibratedOnVotesThatMayBeTies() {
    SoftLabel label = new SoftLabel(0, new Probabilities(0.45, 0.45, 0.1));
    List<EncodedVote> votes = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      votes.add(vote(i % 2 == 0 ? Outcome.WINNER_TIE : Outcome.WINNER_MODEL_A, false, label));
    }
    votes.add(vote(Outcome.WINNER_MODEL_A, true, label));
    Targets targets = new Targets(votes, new Distillation(0, List.of(1.0), true), 1);
    assertThat(targets.of(400).tie()).isBetween(0.3, 0.5);
    assertThat(new Targets(votes, ASIS, 1).recalibrations()).containsExactly(Recalibration.NONE);
  }

  @Test
  void theEncoderLearnsWhichAnswerWinsAndLearnsLessFromLikelyTies() {
    EncodedVote vote =
        vote(Outcome.WINNER_MODEL_B, true, new SoftLabel(0, new Probabilities(0.4, 0.2, 0.4)));
    TieFreePair pair = vote.tieFreePair(0.7, 0.25);
    assertThat(pair.winner()).isEqualTo(vote.pair().second());
    assertThat(pair.offset()).isEqualTo(-0.7);
    assertThat(pair.winnerShare()).isCloseTo(0.5, within(1e-12));
    assertThat(pair.weight()).isCloseTo(0.6, within(1e-12));
    HeadRow row = vote.tieFreeRow(new double[] {3}, 0.25);
    assertThat(row.target().a()).isCloseTo(0.5, within(1e-12));
    assertThat(row.weight()).isCloseTo(0.6, within(1e-12));
  }

  @Test
  void aVoteShareOfOneIsTheVote() {
    SoftLabel label = new SoftLabel(0, new Probabilities(0.1, 0.2, 0.7));
    EncodedVote vote = vote(Outcome.WINNER_MODEL_A, false, label);
    assertThat(vote.tieFreePair(0.5, 1))
        .isEqualTo(vote(Outcome.WINNER_MODEL_A, false, null).tieFreePair(0.5, 0.25));
    assertThat(vote.withoutLabel().label()).isEmpty();
  }

  @Test
  void aTeacherThatIsSureOfATieTeachesTheEncoderNothing() {
    SoftLabel label = new SoftLabel(0, new Probabilities(0, 0, 1));
    TieFreePair pair = vote(Outcome.WINNER_MODEL_A, true, label).tieFreePair(0.5, 0);
    assertThat(pair.weight()).isZero();
    assertThat(pair.winnerShare()).isEqualTo(0.5);
  }

  @Test
  void thereIsOneWeightForAllTeachersOrOneForEach() {
    ASIS.requireWeights(0);
    ASIS.requireWeights(2);
    new Distillation(0, List.of(1.0), false).requireWeights(3);
    assertThatThrownBy(() -> ASIS.requireWeights(3))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(
            "--teacher-weight has 2 numbers, and the number of teachers is 3; expected one");
  }

  static EncodedVote vote(Outcome outcome, boolean tieFree, SoftLabel label) {
    EncodedPair pair =
        new EncodedPair(
            new Sequence(new int[] {1, 2}, 1),
            new Sequence(new int[] {1, 3}, 1),
            new float[0],
            new float[0],
            false);
    return new EncodedVote(
        "",
        pair,
        outcome,
        tieFree,
        RowFacts.NONE,
        Excerpt.NONE,
        Optional.ofNullable(label),
        PairFacts.newBuilder().build(),
        null);
  }
}
