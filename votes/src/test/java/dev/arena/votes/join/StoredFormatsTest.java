package dev.arena.votes.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.cli.documents.Documents;
import dev.arena.schemas.PairFacts;
import dev.arena.schemas.VoteOutcome;
import dev.arena.votes.battle.BattleKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
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
                new PairDescription(facts, new Position(3, 4), "a", null),
                new ScorerPrediction("topic", "model", 0.1, 0.2, 0.7, 5)));

    for (PairState state : List.of(pair, PairState.UNKNOWN)) {
      PairMemory.Entry entry = new PairMemory.Entry(state, state == pair, 7);
      assertThat(StoredFormats.PAIR.decode(StoredFormats.PAIR.encode(entry))).isEqualTo(entry);
    }
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
              reasons.isEmpty() ? Map.of() : Map.of("one", wellFormed(reasons.get(0)), "two", ""),
              new Position(7, votedAt));
      VoteState.Models inherited =
          model == null ? null : new VoteState.Models(null, wellFormed(model));
      VoteState vote = new VoteState(content, inherited, anonymous, 3, votedAt, !anonymous);
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
  void aRewriteIsReadAsItWasWritten() {
    PendingRewrites.Rewrite rewrite = new PendingRewrites.Rewrite("next", 1, true, 2);

    assertThat(StoredFormats.REWRITE.decode(StoredFormats.REWRITE.encode(rewrite)))
        .isEqualTo(rewrite);
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

  /** The join would otherwise write it as UNKNOWN, and what the voter said would be lost. */
  @Test
  void aVoteWithAnOutcomeOfALaterVersionIsNotRead() {
    byte[] later = StoredFormats.VOTE.encode(vote(VoteOutcome.WITHDRAWN));
    later[1] = 12; // Avro doubles small numbers
    assertThatThrownBy(() -> StoredFormats.VOTE.decode(later))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("a later version of Arena wrote it");
  }

  @Test
  void dataOfAnotherVersionIsRefused() {
    assertThatThrownBy(() -> StoredFormats.PAIR.decode(new byte[] {2, 0}))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("stored data (pair) has version 2; expected 1");
    assertThatThrownBy(() -> StoredFormats.VOTE.decode(new byte[0]))
        .hasMessageContaining("version none");
    assertThatThrownBy(() -> StoredFormats.VOTE.decode(new byte[] {1, 0}))
        .hasMessageContaining("damaged")
        .hasMessageContaining("docs/reference/votes.md#do-not-reset-the-state says which");
  }

  @Test
  void aPairAndAVoteAreSmall() throws IOException {
    PreferenceInput preference =
        PreferenceInput.of(
            Samples.preference(PAIR_ID, JoinDriver.START).build(), JoinDriver.PREFERENCES, 3);
    PairMemory.Entry entry =
        new PairMemory.Entry(
            PairState.UNKNOWN.with(preference), false, JoinDriver.START.toEpochMilli());
    int pair = PAIR_ID.length() + StoredFormats.PAIR.encode(entry).length;
    BattleKey key = new BattleKey(PAIR_ID, "human", "voter-00017");
    int vote = key.text().length() + StoredFormats.VOTE.encode(vote(VoteOutcome.BOTH_BAD)).length;

    assertThat(pair + vote).isLessThanOrEqualTo(300);
    assertThat(Files.readString(Documents.ROOT.resolve("docs/reference/votes.md")))
        .contains("%d bytes for the pair and %d bytes for each vote".formatted(pair, vote));
  }

  private static VoteState vote(VoteOutcome outcome) {
    return new VoteState(
        VoteContent.of(
            Samples.vote(PAIR_ID, JoinDriver.START).setOutcome(outcome).setSwapped(true).build(),
            new Position(3, 1_000_000)),
        null,
        false,
        1,
        JoinDriver.START.toEpochMilli(),
        false);
  }
}
