package dev.arena.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.predict.PredictionFile;
import dev.arena.trainer.predict.PredictionFileName;
import dev.arena.trainer.teacher.SoftLabel;
import dev.arena.trainer.teacher.Teachers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TeacherFiguresTest {
  private static final Probabilities LABEL = new Probabilities(0.5, 0.3, 0.2);
  private static final Teachers TEACHERS =
      new Teachers(
          List.of(
              new PredictionFile(
                  new PredictionFileName(Path.of("far/judge.csv"), "oof"),
                  "abc",
                  Map.of("1", LABEL))));

  @Test
  void lossAndEntropyAreThoseOfVotesThatMayBeTies() {
    List<EncodedVote> votes = votes(List.of(0.5, 0.3, 0.2), 10);
    votes.add(TargetsTest.vote(Outcome.WINNER_MODEL_B, true, new SoftLabel(0, LABEL)));
    votes.add(TargetsTest.vote(Outcome.WINNER_MODEL_B, false, null));
    TeacherFigures figures = TeacherFigures.of(TEACHERS, votes).get(0);
    assertThat(figures.name()).isEqualTo("judge.csv:oof");
    assertThat(figures.votes()).isEqualTo(10);
    assertThat(figures.tieFreeVotes()).isEqualTo(1);
    double entropy = -(0.5 * Math.log(0.5) + 0.3 * Math.log(0.3) + 0.2 * Math.log(0.2));
    assertThat(figures.entropy()).isCloseTo(entropy, within(1e-12));
    assertThat(figures.logLoss()).isCloseTo(entropy, within(1e-12));
    assertThat(figures.knowsVotes()).isFalse();
    assertThat(figures.sentences())
        .containsExactly(
            "teacher judge.csv:oof labels 10 votes in files with ties (log loss 1.0297, entropy of"
                + " its labels 1.0297) and 1 in tie-free files");
  }

  @Test
  void aTeacherThatGuessesNearlyEveryVoteIsReported() {
    List<EncodedVote> votes = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Outcome vote = Outcome.values()[i % 3];
      votes.add(TargetsTest.vote(vote, false, new SoftLabel(0, sureOf(vote, i))));
    }
    TeacherFigures figures = TeacherFigures.of(TEACHERS, votes).get(0);
    assertThat(figures.knowsVotes()).isTrue();
    assertThat(figures.sentences().get(1))
        .startsWith("warning: teacher judge.csv:oof has a log loss of ")
        .contains("this teacher has probably learned from these");
  }

  @Test
  void aTeacherWithoutALabelIsRefused() {
    List<EncodedVote> votes = List.of(TargetsTest.vote(Outcome.WINNER_TIE, false, null));
    assertThatThrownBy(() -> TeacherFigures.of(TEACHERS, votes))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("--teacher far/judge.csv:oof has 1 ids, but no training vote gets");
  }

  @Test
  void aPerfectStudentKeepsAllOfTheTeachersGain() {
    List<EncodedVote> votes = votes(List.of(0.5, 0.3, 0.2), 40);
    List<Probabilities> labels = votes.stream().map(vote -> LABEL).toList();
    List<Probabilities> priors = votes.stream().map(vote -> Probabilities.scaled(1, 1, 1)).toList();
    TeacherComparison same = TeacherComparison.of(votes, labels, priors);
    assertThat(same.kept()).isCloseTo(1, within(1e-9));
    assertThat(same.sentence()).contains("on the 40 of these votes with a label", "keeps 100%");
    assertThat(TeacherComparison.of(votes.subList(0, 29), labels, priors)).isNull();
  }

  @Test
  void aTeacherThatGainsNothingHasNothingToKeep() {
    List<EncodedVote> votes = votes(List.of(0.2, 0.2, 0.6), 40);
    List<Probabilities> priors = votes.stream().map(vote -> Probabilities.scaled(1, 1, 3)).toList();
    TeacherComparison useless = TeacherComparison.of(votes, priors, priors);
    assertThat(useless.kept()).isNull();
    assertThat(useless.sentence()).endsWith("the teacher is no better than the class prior");
  }

  private static Probabilities sureOf(Outcome vote, int row) {
    double other = row % 5 == 0 ? 0.3 : 0.05;
    return Probabilities.scaled(
        vote == Outcome.WINNER_MODEL_A ? 0.9 : other,
        vote == Outcome.WINNER_MODEL_B ? 0.9 : other,
        vote == Outcome.WINNER_TIE ? 0.9 : other);
  }

  /** Votes with the same label, in the given shares. */
  private static List<EncodedVote> votes(List<Double> shares, int count) {
    List<EncodedVote> votes = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      for (int i = 0; i < Math.round(shares.get(outcome.ordinal()) * count); i++) {
        votes.add(TargetsTest.vote(outcome, false, new SoftLabel(0, LABEL)));
      }
    }
    return votes;
  }
}
