package dev.arena.votes.join;

import static dev.arena.votes.join.JoinDriver.START;
import static dev.arena.votes.join.Samples.oldPreference;
import static dev.arena.votes.join.Samples.preference;
import static dev.arena.votes.join.Samples.vote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.arena.kafka.deadletter.ArenaHeader;
import dev.arena.kafka.deadletter.VoteReason;
import dev.arena.schemas.Battle;
import dev.arena.schemas.Prediction;
import dev.arena.schemas.RecordPosition;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.votes.battle.BattleKey;
import dev.arena.votes.join.JoinCounts.Event;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table "Vote handling" in docs/reference/votes.md: one test for each row. */
final class VoteHandlingTest {
  private static final Instant SCORED = START.plusSeconds(2);
  private static final Instant VOTED = START.plusSeconds(60);
  private static final Duration TIMEOUT = JoinDriver.TIMES.preferenceTimeout();
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path folder;
  private JoinDriver join;

  @BeforeEach
  void open() {
    join = new JoinDriver(folder);
  }

  @AfterEach
  void close() {
    join.close();
  }

  @Test
  void aVoteOnAScoredPairBecomesABattle() {
    join.preference(preference("p1", SCORED).build(), START);
    join.vote(
        vote("p1", VOTED)
            .setSwapped(true)
            .setProbability(0.25)
            .setReasons(List.of("shorter"))
            .setAttributes(Map.of("page", "7"))
            .build());

    assertThat(join.battles())
        .containsExactly(
            new JoinDriver.Written(
                new BattleKey("p1", "human", "ann"),
                Optional.of(
                    Battle.newBuilder()
                        .setPairId("p1")
                        .setKind("human")
                        .setVoter("ann")
                        .setOutcome(VoteOutcome.A)
                        .setVotedAt(VOTED)
                        .setSwapped(true)
                        .setProbability(0.25)
                        .setModelA("gpt-4-1106-preview")
                        .setModelB("claude-2.1")
                        .setFacts(Samples.facts(Samples.HASH))
                        .setPair(new RecordPosition("", 0, 4711L))
                        .setRevision(0)
                        .setSource(new RecordPosition("arena.votes", 0, 0L))
                        .setReasons(List.of("shorter"))
                        .setAttributes(Map.of("page", "7"))
                        .setPredictions(
                            List.of(
                                new Prediction(
                                    "arena.preferences",
                                    "arena-small@1.4.0",
                                    0.5,
                                    0.3,
                                    0.2,
                                    SCORED,
                                    true)))
                        .build())));
    assertThat(join.deadLetters()).isEmpty();
  }

  @Test
  void aBattleHasThePredictionsOfAllScorersAndBundles() {
    join.preference(preference("p1", SCORED).build(), START);
    join.preference(preference("p1", SCORED).setModel("arena-small@1.5.0").build(), START);
    join.nextPreference(preference("p1", SCORED).build(), START);
    join.vote(vote("p1", VOTED).build());

    assertThat(join.battle().getPredictions())
        .extracting(Prediction::getTopic, Prediction::getModel)
        .containsExactly(
            tuple(JoinDriver.PREFERENCES, "arena-small@1.4.0"),
            tuple(JoinDriver.PREFERENCES, "arena-small@1.5.0"),
            tuple(JoinDriver.NEXT, "arena-small@1.4.0"));
  }

  @Test
  void ofTwoPredictionsOfOneBundleTheEarliestCounts() {
    join.preference(preference("p1", SCORED.plus(SECOND)).setWinnerTie(0.1).build(), START);
    join.preference(preference("p1", SCORED).setWinnerTie(0.2).build(), START);
    join.preference(preference("p1", SCORED.plusSeconds(9)).setWinnerTie(0.3).build(), START);
    join.vote(vote("p1", VOTED).build());
    assertThat(join.battle().getPredictions())
        .extracting(Prediction::getTie, Prediction::getScoredAt)
        .containsExactly(tuple(0.2, SCORED));

    join.preference(preference("p1", SCORED.plusSeconds(10)).build(), START);
    assertThat(join.battles()).isEmpty();
    assertThat(join.counts.of(Event.PREFERENCE_REPEATED)).isEqualTo(2);
  }

  @Test
  void onlyPredictionsScoredNoLaterThanTheVoteAreBeforeIt() {
    join.preference(preference("p1", VOTED).build(), START);
    join.nextPreference(preference("p1", VOTED.plusMillis(1)).build(), START);
    join.vote(vote("p1", VOTED).build());

    assertThat(join.battle().getPredictions())
        .extracting(Prediction::getTopic, Prediction::getBefore)
        .containsExactly(tuple(JoinDriver.PREFERENCES, true), tuple(JoinDriver.NEXT, false));
  }

  @Test
  void aPreferenceThatArrivesAfterTheVoteIsAddedToItsBattle() {
    join.preference(preference("p1", SCORED).build(), START);
    join.vote(vote("p1", VOTED).build());
    join.battles();
    join.nextPreference(preference("p1", SCORED).build(), START);

    Battle battle = join.battle();
    assertThat(battle.getPredictions())
        .extracting(Prediction::getTopic, Prediction::getBefore)
        .containsExactly(tuple(JoinDriver.PREFERENCES, true), tuple(JoinDriver.NEXT, true));
    assertThat(battle.getRevision()).isZero();
  }

  @Test
  void aPreferenceOfAnOlderScorerGivesABattleWithoutFacts() {
    join.preference(oldPreference("p1", SCORED).build(), START);
    join.vote(vote("p1", VOTED).build());

    Battle battle = join.battle();
    assertThat(battle.getFacts()).isNull();
    assertThat(battle.getPair()).isNull();
    assertThat(battle.getModelA()).isEqualTo("gpt-4-1106-preview");
    assertThat(battle.getPredictions()).hasSize(1);
  }

  @Test
  void theModelsOfThePairWinOverThoseOfTheVote() {
    join.preference(preference("p1", SCORED).setModelB(null).build(), START);
    join.vote(vote("p1", VOTED).setModelA("mine").setModelB("yours").build());

    Battle battle = join.battle();
    assertThat(battle.getModelA()).isEqualTo("gpt-4-1106-preview");
    assertThat(battle.getModelB()).isEqualTo("yours");
  }

  @Test
  void aVoteThatArrivesBeforeItsPreferenceWaitsForIt() {
    join.vote(vote("p1", VOTED).build());
    assertThat(join.battles()).isEmpty();
    join.preference(preference("p1", VOTED.plus(SECOND)).build(), START);

    Battle battle = join.battle();
    assertThat(battle.getVotedAt()).isEqualTo(VOTED);
    assertThat(battle.getPredictions()).extracting(Prediction::getBefore).containsExactly(false);
    passStreamTime(TIMEOUT.plus(SECOND));
    assertThat(join.deadLetters()).isEmpty();
  }

  @Test
  void aVoteOnAnUnknownPairBecomesADeadLetterAfterTheTimeout() {
    Headers headers = new RecordHeaders().add("traceparent", new byte[] {1});
    // one of two models is not enough
    byte[] value = JoinDriver.bytes(vote("p1", VOTED).setModelA("mine").build());
    join.vote(value, VOTED, headers);
    passStreamTime(TIMEOUT.minus(SECOND));
    assertThat(join.deadLetters()).isEmpty();
    passStreamTime(TIMEOUT.plus(SECOND));

    List<TestRecord<byte[], byte[]>> letters = join.deadLetters();
    assertThat(letters).hasSize(1);
    TestRecord<byte[], byte[]> letter = letters.get(0);
    assertThat(letter.key()).isEqualTo("any key".getBytes(StandardCharsets.UTF_8));
    assertThat(letter.value()).isEqualTo(value);
    assertThat(letter.headers().lastHeader("traceparent").value()).isEqualTo(new byte[] {1});
    assertThat(ArenaHeader.REASON.text(letter.headers())).isEqualTo("unknown_pair");
    assertThat(ArenaHeader.TOPIC.text(letter.headers())).isEqualTo("arena.votes");
    assertThat(ArenaHeader.PARTITION.text(letter.headers())).isEqualTo("0");
    assertThat(ArenaHeader.OFFSET.text(letter.headers())).isEqualTo("0");
    assertThat(ArenaHeader.MESSAGE.text(letter.headers())).contains("pair p1");
    assertThat(join.deadLetterLog.count(VoteReason.UNKNOWN_PAIR)).isEqualTo(1);
    assertThat(join.battles()).isEmpty();
  }

  @Test
  void aDeadLetterThatIsSentAgainCountsIfItsPairIsKnownNow() {
    join.vote(vote("p1", VOTED).build());
    passStreamTime(TIMEOUT.plus(SECOND));
    join.preference(preference("p1", SCORED).build(), START);
    assertThat(join.battles()).isEmpty();
    byte[] value = join.deadLetters().get(0).value();
    join.vote(value, VOTED.plus(TIMEOUT), new RecordHeaders());

    assertThat(join.battle().getPredictions()).hasSize(1);
  }

  @Test
  void aVoteThatNamesItsModelsBecomesABattleWithoutPredictionsAfterTheTimeout() {
    join.vote(vote("p1", VOTED).setModelA("mine").setModelB("yours").build());
    passStreamTime(TIMEOUT.plus(SECOND));

    Battle battle = join.battle();
    assertThat(battle.getModelA()).isEqualTo("mine");
    assertThat(battle.getModelB()).isEqualTo("yours");
    assertThat(battle.getPredictions()).isEmpty();
    assertThat(battle.getFacts()).isNull();
    assertThat(battle.getAmbiguous()).isFalse();
    assertThat(join.deadLetters()).isEmpty();
  }

  @Test
  void aPreferenceLaterThanTheTimeoutDoesNotChangeTheBattle() {
    join.vote(vote("p1", VOTED).setModelA("mine").setModelB("yours").build());
    join.preference(preference("p2", SCORED).build(), START);
    join.vote(vote("p2", VOTED).build());
    passStreamTime(TIMEOUT.plus(SECOND));
    join.battles();
    join.preference(preference("p1", SCORED).build(), START);
    join.nextPreference(preference("p2", SCORED).build(), START);

    assertThat(join.battles()).isEmpty();
    assertThat(join.counts.of(Event.PREFERENCE_LATE)).isEqualTo(2);
    join.vote(vote("p2", VOTED.plus(TIMEOUT)).setOutcome(VoteOutcome.TIE).build());
    assertThat(join.battle().getPredictions())
        .extracting(Prediction::getTopic)
        .containsExactly(JoinDriver.PREFERENCES, JoinDriver.NEXT);
  }

  @Test
  void theVoteCastLaterWins() {
    join.preference(preference("p1", SCORED).build(), START);
    join.vote(vote("p1", VOTED).build());
    join.vote(vote("p1", VOTED.plus(SECOND)).setOutcome(VoteOutcome.BOTH_BAD).build());

    assertThat(join.battles())
        .extracting(
            written -> written.battle().orElseThrow().getOutcome(),
            written -> written.battle().orElseThrow().getRevision())
        .containsExactly(tuple(VoteOutcome.A, 0), tuple(VoteOutcome.BOTH_BAD, 1));
  }

  @Test
  void aVoteCastEarlierThatArrivesLaterChangesNothing() {
    join.preference(preference("p1", SCORED).build(), START);
    join.vote(vote("p1", VOTED).build());
    join.battles();
    join.vote(vote("p1", VOTED.minus(SECOND)).setOutcome(VoteOutcome.B).build());

    assertThat(join.battles()).isEmpty();
    assertThat(join.counts.of(Event.VOTE_OUTDATED)).isEqualTo(1);
  }

  @Test
  void ofTwoVotesCastAtOnceTheLaterRecordWins() {
    join.join("p1", preferenceInput(SCORED), START);
    join.join("p1", voteInput(VoteOutcome.B, new Position(1, 3)), VOTED);
    join.join("p1", voteInput(VoteOutcome.A, new Position(0, 9)), VOTED);
    join.join("p1", voteInput(VoteOutcome.TIE, new Position(1, 4)), VOTED);

    assertThat(join.battles())
        .extracting(written -> written.battle().orElseThrow().getOutcome())
        .containsExactly(VoteOutcome.B, VoteOutcome.TIE);
  }

  @Test
  void theSameVoteAgainWritesNothing() {
    join.preference(preference("p1", SCORED).build(), START);
    join.vote(vote("p1", VOTED).build());
    join.battles();
    join.vote(vote("p1", VOTED).build(), VOTED.plus(SECOND));

    assertThat(join.battles()).isEmpty();
    assertThat(join.counts.of(Event.VOTE_REPEATED)).isEqualTo(1);
  }

  @Test
  void aChangeAfterThePredictionsHaveExpiredKeepsThem() {
    join.preference(preference("p1", SCORED).build(), START);
    join.preference(preference("p2", SCORED).build(), START);
    join.vote(vote("p1", VOTED).build());
    join.battles();
    Instant later = START.plus(JoinDriver.TIMES.retention()).plus(Duration.ofDays(60));
    join.clock(later);
    join.preference(preference("other", later).build(), later);
    join.vote(vote("p1", later).setOutcome(VoteOutcome.B).build());
    Battle changed = join.battle();
    assertThat(changed.getOutcome()).isEqualTo(VoteOutcome.B);
    assertThat(changed.getPredictions()).hasSize(1);
    assertThat(changed.getFacts()).isEqualTo(Samples.facts(Samples.HASH));

    join.vote(vote("p2", later).build());
    assertThat(join.battles()).as("a pair without votes is forgotten").isEmpty();
  }

  @Test
  void aChangeOfABattleWithoutPredictionsIsWrittenAtOnce() {
    join.vote(vote("p1", VOTED).setModelA("mine").setModelB("yours").build());
    passStreamTime(TIMEOUT.plus(SECOND));
    join.battles();
    Instant later = VOTED.plus(TIMEOUT).plus(SECOND);
    join.vote(vote("p1", later).setOutcome(VoteOutcome.TIE).build());

    Battle changed = join.battle();
    assertThat(changed.getOutcome()).isEqualTo(VoteOutcome.TIE);
    assertThat(changed.getModelA()).isEqualTo("mine");
    assertThat(changed.getRevision()).isEqualTo(1);
  }

  @Test
  void theSameVoteAgainWritesNothingIfItsModelsAreThoseOfAnEarlierVote() {
    join.vote(vote("p1", VOTED).setModelA("mine").setModelB("yours").build());
    passStreamTime(TIMEOUT.plus(SECOND));
    Instant later = VOTED.plus(TIMEOUT).plus(SECOND);
    join.vote(vote("p1", later).setOutcome(VoteOutcome.TIE).build());
    join.battles();
    join.vote(vote("p1", later).setOutcome(VoteOutcome.TIE).build());

    assertThat(join.battles()).isEmpty();
    assertThat(join.counts.of(Event.VOTE_REPEATED)).isEqualTo(1);
    join.vote(vote("p1", later.plus(SECOND)).build());
    assertThat(join.battle().getModelB()).isEqualTo("yours");
  }

  @Test
  void aWithdrawnVoteRemovesItsBattle() {
    join.preference(preference("p1", SCORED).build(), START);
    join.vote(vote("p1", VOTED).build());
    join.battles();
    join.vote(withdrawal(VOTED.plus(SECOND)));

    assertThat(join.battles())
        .containsExactly(
            new JoinDriver.Written(new BattleKey("p1", "human", "ann"), Optional.empty()));
    join.nextPreference(preference("p1", SCORED).build(), START);
    assertThat(join.battles()).isEmpty();
  }

  @Test
  void aWithdrawalAlsoHoldsForAnEarlierVoteThatArrivesLater() {
    join.preference(preference("p1", SCORED).build(), START);
    join.vote(withdrawal(VOTED.plus(SECOND)));
    join.vote(vote("p1", VOTED).build());

    assertThat(join.battles()).allSatisfy(written -> assertThat(written.battle()).isEmpty());
  }

  @Test
  void aWithdrawalRemovesABattleOfAVoteThatIsNotKnown() {
    join.preference(preference("p1", SCORED).build(), START);
    join.vote(withdrawal(VOTED));

    assertThat(join.battles())
        .containsExactly(
            new JoinDriver.Written(new BattleKey("p1", "human", "ann"), Optional.empty()));
  }

  @Test
  void aWithdrawalOfAVoteOnAPairThatIsNotKnownRemovesItsBattleInTheEnd() {
    join.vote(withdrawal(VOTED));
    passStreamTime(TIMEOUT.multipliedBy(2));

    assertThat(join.battles())
        .containsExactly(
            new JoinDriver.Written(new BattleKey("p1", "human", "ann"), Optional.empty()));
    assertThat(join.deadLetters()).isEmpty();
  }

  @Test
  void aVoteAfterAWithdrawalCountsAgain() {
    join.preference(preference("p1", SCORED).build(), START);
    join.vote(vote("p1", VOTED).build());
    join.vote(withdrawal(VOTED.plus(SECOND)));
    join.battles();
    join.vote(vote("p1", VOTED.plusSeconds(2)).setOutcome(VoteOutcome.B).build());

    Battle battle = join.battle();
    assertThat(battle.getOutcome()).isEqualTo(VoteOutcome.B);
    assertThat(battle.getRevision()).isEqualTo(2);
  }

  @Test
  void aWaitingVoteThatIsChangedOrWithdrawnIsNotWritten() {
    join.vote(vote("p1", VOTED).build());
    join.vote(vote("p1", VOTED).setVoter("bob").build());
    join.vote(withdrawal(VOTED.plus(SECOND)));
    join.vote(vote("p1", VOTED.plus(SECOND)).setVoter("bob").setOutcome(VoteOutcome.B).build());
    join.preference(preference("p1", SCORED).build(), START);

    assertThat(join.battles())
        .extracting(
            written -> written.key().voter(), written -> written.battle().map(Battle::getOutcome))
        .containsExactlyInAnyOrder(
            tuple("ann", Optional.empty()), tuple("bob", Optional.of(VoteOutcome.B)));
    passStreamTime(TIMEOUT.multipliedBy(2));
    assertThat(join.deadLetters()).isEmpty();
  }

  @Test
  void aWaitingVoteThatIsChangedAfterItsTimeoutHasTimedOut() {
    try (JoinDriver one = new JoinDriver(folder.resolve("one"), 1, 1)) {
      one.vote(vote("another pair", VOTED).build());
      one.vote(vote("p1", VOTED).build());
      Instant later = VOTED.plus(TIMEOUT).plus(SECOND);
      one.clock(later);
      one.vote(vote("p1", later).setOutcome(VoteOutcome.B).build());
      assertThat(one.deadLetterReasons()).containsExactly("unknown_pair", "unknown_pair");
      one.preference(preference("p1", SCORED).build(), START);

      Battle battle = one.battle();
      assertThat(battle.getOutcome()).isEqualTo(VoteOutcome.B);
      assertThat(battle.getRevision()).isZero();
    }
  }

  @Test
  void eachAnonymousVoteIsABattleOfItsOwn() {
    join.preference(preference("p1", SCORED).build(), START);
    join.vote(vote("p1", VOTED).setVoter(null).build());
    join.vote(vote("p1", VOTED).setVoter(null).build());

    assertThat(join.battles())
        .extracting(
            written -> written.key().voter(), written -> written.battle().orElseThrow().getVoter())
        .containsExactly(tuple("arena.votes-0-0", null), tuple("arena.votes-0-1", null));
  }

  @Test
  void aVoteOfAnotherKindReplacesNone() {
    join.preference(preference("p1", SCORED).build(), START);
    join.vote(vote("p1", VOTED).build());
    join.vote(vote("p1", VOTED.plus(SECOND)).setKind("implicit").setOutcome(VoteOutcome.B).build());

    assertThat(join.battles())
        .extracting(
            written -> written.key().kind(), written -> written.battle().orElseThrow().getOutcome())
        .containsExactly(tuple("human", VoteOutcome.A), tuple("implicit", VoteOutcome.B));
  }

  @Test
  void anOutcomeThatIsNotKnownIsADeadLetter() {
    join.preference(preference("p1", SCORED).build(), START);
    join.vote(vote("p1", VOTED).setOutcome(VoteOutcome.UNKNOWN).build());

    assertThat(join.deadLetterReasons()).containsExactly("outcome");
    assertThat(join.battles()).isEmpty();
  }

  @Test
  void aFieldWithAValueThatIsNotAllowedIsADeadLetter() {
    join.preference(preference("p1", SCORED).build(), START);
    List<Vote> invalid =
        List.of(
            vote(" ", VOTED).build(),
            vote("p1", VOTED).setKind("").build(),
            vote("p1", VOTED).setVoter(" ").build(),
            vote("p1", VOTED).setVoter("arena.votes-0-17").build(),
            vote("p1", VOTED).setProbability(Double.NaN).build(),
            vote("p1", VOTED).setProbability(0.0).build(),
            vote("p1", VOTED).setProbability(1.01).build(),
            vote("p1", VOTED).setModelA("").build(),
            vote("p1", VOTED).setModelB("b".repeat(VoteRules.MAX_TEXT + 1)).build(),
            vote("p1", VOTED).setReasons(List.of("r".repeat(VoteRules.MAX_REASONS))).build(),
            vote("p1", VOTED).setVoter(null).setOutcome(VoteOutcome.WITHDRAWN).build());
    invalid.forEach(join::vote);

    assertThat(join.deadLetterReasons()).hasSameSizeAs(invalid).containsOnly("invalid");
    assertThat(join.battles()).isEmpty();
  }

  @Test
  void aVoteCastLongAfterItsRecordIsADeadLetter() {
    join.preference(preference("p1", SCORED).build(), START);
    join.vote(vote("p1", VOTED).build(), VOTED.minus(Duration.ofMinutes(10)));
    assertThat(join.battles()).hasSize(1);
    join.vote(
        vote("p1", VOTED).setVoter("bob").build(),
        VOTED.minus(Duration.ofMinutes(10)).minusMillis(1));

    assertThat(join.deadLetterReasons()).containsExactly("voted_at");
    assertThat(join.battles()).isEmpty();
  }

  @Test
  void aVoteCastInTheFutureIsADeadLetterAlthoughItsRecordIsFromThereToo() {
    join.preference(preference("p1", SCORED).build(), START);
    Instant latest = START.plus(ClampedTime.AHEAD).plus(VoteRules.AFTER_RECORD);
    join.vote(vote("p1", latest).build());
    assertThat(join.battle().getVotedAt()).isEqualTo(latest);
    join.vote(vote("p1", latest.plusMillis(1)).setVoter("bob").build());
    Instant future = Instant.parse("2099-01-01T00:00:00Z");
    join.vote(vote("p1", future).setVoter("cleo").build());

    assertThat(join.battles()).isEmpty();
    List<TestRecord<byte[], byte[]>> letters = join.deadLetters();
    assertThat(letters)
        .hasSize(2)
        .allMatch(each -> ArenaHeader.REASON.text(each.headers()).equals("voted_at"));
    assertThat(ArenaHeader.MESSAGE.text(letters.get(1).headers()))
        .contains("voted_at is 2099-01-01T00:00:00Z", "after 2026-01-01T12:10:00Z");
  }

  @Test
  void aVoteCastLongBeforeItsPairCounts() {
    Instant before = START.minus(Duration.ofDays(900));
    join.vote(vote("p1", before).build(), START);
    join.preference(preference("p1", SCORED).build(), START);
    join.vote(vote("p1", before).setVoter("bob").build(), START);

    assertThat(join.deadLetters()).isEmpty();
    assertThat(join.battles())
        .extracting(
            written -> written.key().voter(),
            written -> written.battle().orElseThrow().getPredictions().get(0).getBefore())
        .containsExactly(tuple("ann", false), tuple("bob", false));
  }

  @Test
  void aRecordFromTheFarFutureExpiresNothing() {
    Instant future = Instant.parse("2099-01-01T00:00:00Z");
    join.preference(preference("p1", SCORED).build(), START);
    join.vote(vote("unknown", VOTED).build());
    join.preference(preference("p2", future).build(), future);
    join.vote(vote("p2", VOTED).build(), future.plusSeconds(1));
    join.vote(vote("p1", VOTED).build());

    assertThat(join.deadLetters()).isEmpty();
    assertThat(join.battles())
        .extracting(written -> written.key().pairId())
        .containsExactly("p2", "p1");
  }

  @Test
  void twoPairsWithOneIdAreAmbiguous() {
    join.preference(preference("p1", SCORED).build(), START);
    join.vote(vote("p1", VOTED).build());
    join.vote(vote("p1", VOTED).setVoter("bob").build());
    assertThat(join.battles()).hasSize(2);
    passStreamTime(TIMEOUT.multipliedBy(2));
    join.preference(
        preference("p1", SCORED).setFacts(Samples.facts(7)).setPairOffset(5000L).build(), START);

    assertThat(join.battles())
        .extracting(
            written -> written.key().voter(),
            written -> written.battle().orElseThrow().getAmbiguous())
        .containsExactly(tuple("ann", true), tuple("bob", true));
    assertThat(join.counts.of(Event.PAIR_AMBIGUOUS)).isEqualTo(1);
    join.vote(vote("p1", VOTED).setVoter("cleo").build());
    assertThat(join.battle().getAmbiguous()).isTrue();
  }

  @Test
  void aPairThatIsSentAgainIsNotAmbiguous() {
    join.preference(preference("p1", SCORED).build(), START);
    join.vote(vote("p1", VOTED).build());
    join.battles();
    join.preference(preference("p1", SCORED).setPairOffset(5000L).build(), START);
    assertThat(join.battles()).isEmpty();
    join.preference(preference("p1", SCORED).setPairOffset(17L).build(), START);

    Battle battle = join.battle();
    assertThat(battle.getPair().getOffset()).isEqualTo(17);
    assertThat(battle.getAmbiguous()).isFalse();
  }

  @Test
  void aVoteDoesNotTimeOutWhileAPartitionOfTheInputIsBehind() {
    try (JoinDriver two = new JoinDriver(folder.resolve("two"), 2, 1000)) {
      Instant later = VOTED.plus(TIMEOUT).plus(Duration.ofDays(3));
      two.clock(later);
      two.join("p1", voteInput(VoteOutcome.A, new Position(0, 0)), VOTED);
      two.join("p2", voteInput(VoteOutcome.A, new Position(0, 1)), later);
      assertThat(two.deadLetters()).isEmpty();
      two.join("p1", preferenceInput(SCORED), START);
      assertThat(two.battle().getPairId()).isEqualTo("p1");
    }
  }

  @Test
  void aPairIsNotForgottenWhileAPartitionOfTheInputIsBehind() {
    try (JoinDriver two = new JoinDriver(folder.resolve("two"), 2, 1000)) {
      Instant later = START.plus(JoinDriver.TIMES.retention().multipliedBy(3));
      two.clock(later);
      two.join("p1", preferenceInput(SCORED), START);
      two.join("p2", voteInput(VoteOutcome.A, new Position(0, 0)), later);
      two.join("p3", preferenceInput(SCORED, 0), later);
      two.join("p1", voteInput(VoteOutcome.A, new Position(1, 1)), VOTED);

      assertThat(two.battle().getPredictions()).hasSize(1);
    }
  }

  @Test
  void aPartitionFromWhichNothingComesIsNotWaitedFor() {
    try (JoinDriver two = new JoinDriver(folder.resolve("two"), 2, 1000)) {
      Instant later = VOTED.plus(TIMEOUT).plus(SECOND);
      two.clock(later);
      two.join("p1", voteInput(VoteOutcome.A, new Position(0, 0)), VOTED);
      two.pass(Duration.ofMinutes(5));
      two.join("p2", voteInput(VoteOutcome.A, new Position(0, 1)), later);
      assertThat(two.deadLetters()).isEmpty();
      two.pass(Duration.ofMinutes(6));
      assertThat(two.deadLetterReasons()).containsExactly("unknown_pair");
    }
  }

  @Test
  void anOutageIsNotTimeInWhichNothingComesFromAPartition() {
    try (JoinDriver two = new JoinDriver(folder.resolve("two"), 2, 1000)) {
      Instant later = VOTED.plus(TIMEOUT).plus(SECOND);
      two.join("p1", voteInput(VoteOutcome.A, new Position(0, 0)), VOTED);
      two.pass(Duration.ofMinutes(5));
      two.passWithoutBroker(Duration.ofHours(1));
      two.join("p2", voteInput(VoteOutcome.A, new Position(0, 1)), later);
      two.pass(Duration.ofMinutes(5));
      two.passSuspended(Duration.ofHours(1));
      two.join("p2", voteInput(VoteOutcome.A, new Position(0, 2)), later);
      two.pass(Duration.ofMinutes(9));
      assertThat(two.deadLetters()).isEmpty();

      two.join("p1", preferenceInput(SCORED), START);
      assertThat(two.battle().getPairId()).isEqualTo("p1");
    }
  }

  @Test
  void bytesThatAreNotAVoteAreADeadLetter() {
    byte[] bytes = {1, 2, 3};
    join.vote(bytes, VOTED, new RecordHeaders());

    List<TestRecord<byte[], byte[]>> letters = join.deadLetters();
    assertThat(letters).hasSize(1);
    assertThat(letters.get(0).value()).isEqualTo(bytes);
    assertThat(ArenaHeader.REASON.text(letters.get(0).headers())).isEqualTo("body");
  }

  @Test
  void aVoteThatIsTooLargeIsADeadLetter() {
    byte[] large = new byte[VoteKeySelector.MAX_BYTES];
    Headers headers = new RecordHeaders().add("large", large);
    join.vote(JoinDriver.bytes(vote("p1", VOTED).build()), VOTED, headers);

    assertThat(join.deadLetterReasons()).containsExactly("oversized");

    String model = "m".repeat(PreferenceKeySelector.MAX_BYTES);
    join.preference(preference("p1", SCORED).setModelA(model).build(), START);
    assertThat(join.deadLetterReasons()).containsExactly("oversized");
  }

  @Test
  void aPreferenceWithAValueThatIsNotAllowedIsADeadLetter() {
    join.preference(preference("p1", SCORED).setWinnerTie(Double.NaN).build(), START);
    join.preference(preference("p1", SCORED).setWinnerModelA(1.5).build(), START);
    join.preference(preference("p1", SCORED).setModel(" ").build(), START);

    assertThat(join.deadLetterReasons()).containsExactly("invalid", "invalid", "invalid");
  }

  @Test
  void aPreferenceWhoseIdNoVoteCanHaveIsSkipped() {
    join.preference(preference(" ", SCORED).build(), START);

    assertThat(join.deadLetters()).isEmpty();
    assertThat(join.counts.of(Event.PREFERENCE_IGNORED)).isEqualTo(1);
  }

  /** Another pair moves stream time to this long after {@link #VOTED}. */
  private void passStreamTime(Duration time) {
    Instant now = VOTED.plus(time);
    join.clock(now);
    join.preference(preference("another pair", now).build(), now);
  }

  private static Vote withdrawal(Instant votedAt) {
    return vote("p1", votedAt).setOutcome(VoteOutcome.WITHDRAWN).build();
  }

  private static PreferenceInput preferenceInput(Instant scoredAt) {
    return preferenceInput(scoredAt, 1);
  }

  private static PreferenceInput preferenceInput(Instant scoredAt, int partition) {
    return PreferenceInput.of(
        preference("p1", scoredAt).build(), JoinDriver.PREFERENCES, partition);
  }

  private static VoteInput voteInput(VoteOutcome outcome, Position position) {
    Vote vote = vote("p1", VOTED).setOutcome(outcome).build();
    return new VoteInput(
        vote.getKind(),
        vote.getVoter(),
        false,
        VoteContent.of(vote, position),
        new VoteInput.Original(null, JoinDriver.bytes(vote)));
  }
}
