package dev.arena.votes.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.cli.documents.Documents;
import dev.arena.schemas.PairFacts;
import dev.arena.schemas.VoteOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.WithNull;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** What is stored is read as it was written, and is small. */
final class StoredFormatsTest {
  private static final String PAIR_ID = UUID.nameUUIDFromBytes(new byte[1]).toString();

  /** The window store adds a time and a number to each key. */
  private static final int WINDOW_KEY_BYTES = 12;

  @Test
  void everyFactIsStored() {
    PairFacts facts = new PairFacts();
    for (Schema.Field field : PairFacts.getClassSchema().getFields()) {
      facts.put(field.pos(), sample(field.schema(), field.pos() + 1));
    }
    PairState pair =
        PairState.UNKNOWN.with(
            new PreferenceInput(
                1,
                2,
                new PairDescription(facts, new Position(3, 4), "a", null),
                new ScorerPrediction("topic", "model", 0.1, 0.2, 0.7, 5)));

    assertThat(StoredFormats.PAIR.decode(StoredFormats.PAIR.encode(pair))).isEqualTo(pair);
    assertThat(StoredFormats.PAIR.decode(StoredFormats.PAIR.encode(PairState.UNKNOWN)))
        .isEqualTo(PairState.UNKNOWN);
  }

  private static Object sample(Schema schema, int seed) {
    return switch (schema.getType()) {
      case INT -> seed;
      case LONG -> seed * 1_000_000_007L;
      case BOOLEAN -> true;
      case STRING -> "text " + seed;
      case ARRAY -> List.of("one", "two");
      case UNION -> sample(schema.getTypes().get(1), seed);
      default -> throw new AssertionError("a fact of a new type: " + schema);
    };
  }

  @Property
  void aVoteIsReadAsItWasWritten(
      @ForAll @WithNull Boolean swapped,
      @ForAll @WithNull Double probability,
      @ForAll @WithNull String model,
      @ForAll List<String> reasons,
      @ForAll long votedAt,
      @ForAll boolean anonymous) {
    for (VoteOutcome outcome : VoteOutcome.values()) {
      if (outcome == VoteOutcome.UNKNOWN) {
        continue; // is never stored
      }
      VoteContent content =
          new VoteContent(
              outcome,
              votedAt,
              swapped,
              probability,
              wellFormed(model),
              null,
              reasons.stream().map(StoredFormatsTest::wellFormed).toList(),
              new Position(7, votedAt));
      VoteState vote = new VoteState(content, anonymous, 3, votedAt, !anonymous);
      assertThat(StoredFormats.VOTE.decode(StoredFormats.VOTE.encode(vote))).isEqualTo(vote);
    }
  }

  /** Half of a surrogate pair is not text, and no encoding keeps it. */
  private static String wellFormed(String text) {
    return text == null
        ? null
        : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  @Test
  void aWaitingVoteIsReadAsItWasWritten() {
    Headers headers = new RecordHeaders().add("a", new byte[] {1}).add("null", null);
    WaitingVotes.Entry vote =
        new WaitingVotes.Entry(
            new Position(1, 2), 3, new VoteInput.Original(null, new byte[] {4, 5}), headers);

    WaitingVotes.Entry read = StoredFormats.WAITING.decode(StoredFormats.WAITING.encode(vote));

    assertThat(read.position()).isEqualTo(vote.position());
    assertThat(read.timestamp()).isEqualTo(3);
    assertThat(read.original().key()).isNull();
    assertThat(read.original().value()).containsExactly(4, 5);
    assertThat(read.headers()).isEqualTo(headers);
  }

  @Test
  void theNumbersOfOutcomesDoNotChange() {
    assertThat(
            List.of(
                    VoteOutcome.A,
                    VoteOutcome.B,
                    VoteOutcome.TIE,
                    VoteOutcome.BOTH_BAD,
                    VoteOutcome.WITHDRAWN)
                .stream()
                .map(outcome -> (int) StoredFormats.VOTE.encode(vote(outcome))[1]))
        .containsExactly(0, 2, 4, 6, 8); // Avro doubles small numbers
  }

  @Test
  void dataOfAnotherVersionIsRefused() {
    assertThatThrownBy(() -> StoredFormats.PAIR.decode(new byte[] {2, 0}))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("stored data (pair) has version 2; expected 1");
    assertThatThrownBy(() -> StoredFormats.VOTE.decode(new byte[0]))
        .hasMessageContaining("version none");
    assertThatThrownBy(() -> StoredFormats.VOTE.decode(new byte[] {1, 0}))
        .hasMessageContaining("damaged");
  }

  @Test
  void aPairAndAVoteAreSmall() throws IOException {
    PreferenceInput preference =
        PreferenceInput.of(
            Samples.preference(PAIR_ID, JoinDriver.START).build(),
            JoinDriver.PREFERENCES,
            3,
            JoinDriver.START.toEpochMilli());
    PairState pair = PairState.UNKNOWN.with(preference);
    int unvoted = PAIR_ID.length() + WINDOW_KEY_BYTES + StoredFormats.PAIR.encode(pair).length;
    int voted = PAIR_ID.length() + StoredFormats.PAIR.encode(pair).length;
    BattleKey key = new BattleKey(PAIR_ID, "human", "voter-00017");
    int vote = key.text().length() + StoredFormats.VOTE.encode(vote(VoteOutcome.BOTH_BAD)).length;

    assertThat(unvoted).isLessThanOrEqualTo(300);
    assertThat(voted + vote).isLessThanOrEqualTo(300);
    assertThat(Files.readString(Documents.ROOT.resolve("docs/reference/votes.md")))
        .contains(
            "%d bytes without votes, %d bytes with votes, and %d bytes for each vote"
                .formatted(unvoted, voted, vote));
  }

  private static VoteState vote(VoteOutcome outcome) {
    return new VoteState(
        VoteContent.of(
            Samples.vote(PAIR_ID, JoinDriver.START).setOutcome(outcome).setSwapped(true).build(),
            new Position(3, 1_000_000)),
        false,
        1,
        JoinDriver.START.toEpochMilli(),
        false);
  }
}
