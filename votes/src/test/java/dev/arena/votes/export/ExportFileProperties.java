package dev.arena.votes.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.VoteOutcome;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.csv.PairReader;
import dev.arena.schemas.format.PairFormat;
import dev.arena.votes.battle.BattleKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Arena's readers read what an export wrote. */
class ExportFileProperties {
  @Property(tries = 100)
  void csvReadsAsWhatWasWritten(@ForAll("votes") List<Written> votes) throws IOException {
    assertReadsAsWritten(ExportFormat.CSV, votes);
  }

  @Property(tries = 100)
  void jsonlReadsAsWhatWasWritten(@ForAll("votes") List<Written> votes) throws IOException {
    assertReadsAsWritten(ExportFormat.JSONL, votes);
  }

  /** A vote and its pair. */
  record Written(ExportedVote vote, ConversationPair pair) {}

  private static void assertReadsAsWritten(ExportFormat format, List<Written> votes)
      throws IOException {
    Path folder = Files.createTempDirectory("export");
    Path path = folder.resolve("votes." + format.text());
    try {
      try (ExportFile file = ExportFile.open(path.toString(), format)) {
        votes.forEach(each -> assertThat(file.add(each.vote(), each.pair())).isNull());
        file.complete();
      }
      List<CsvPair> read = new ArrayList<>();
      try (PairReader rows =
          PairFormat.ofName(path.toString()).open(path.toString(), BadRows.STOP)) {
        rows.forEach(read::add);
      }
      assertThat(read).hasSameSizeAs(votes);
      for (int i = 0; i < read.size(); i++) {
        assertSame(read.get(i), votes.get(i));
      }
    } finally {
      Files.deleteIfExists(path);
      Files.delete(folder);
    }
  }

  private static void assertSame(CsvPair row, Written written) {
    ExportedVote vote = written.vote();
    assertThat(row.pair().getId()).isEqualTo(vote.key().pairId());
    assertThat(row.pair().getTurns()).isEqualTo(written.pair().getTurns());
    assertThat(row.pair().getModelA()).isEqualTo(vote.modelA());
    assertThat(row.pair().getModelB()).isEqualTo(vote.modelB());
    assertThat(row.pair().getCreatedAt()).isEqualTo(Instant.ofEpochMilli(vote.votedAt()));
    assertThat(row.voter()).isEqualTo(vote.voter());
    assertThat(row.outcome())
        .isEqualTo(
            switch (vote.outcome()) {
              case A -> Outcome.WINNER_MODEL_A;
              case B -> Outcome.WINNER_MODEL_B;
              default -> Outcome.WINNER_TIE;
            });
  }

  @Provide
  Arbitrary<List<Written>> votes() {
    Arbitrary<String> name = text().filter(text -> !text.isBlank());
    Arbitrary<BattleKey> key = Combinators.combine(name, name, name).as(BattleKey::new);
    Arbitrary<VoteOutcome> outcome =
        Arbitraries.of(VoteOutcome.A, VoteOutcome.B, VoteOutcome.TIE, VoteOutcome.BOTH_BAD);
    Arbitrary<Long> time = Arbitraries.longs().between(946_684_800_000L, 4_102_444_799_999L);
    return Combinators.combine(
            key,
            Arbitraries.of(true, false),
            outcome,
            time,
            name.injectNull(0.2),
            name.injectNull(0.2),
            turns())
        .as(ExportFileProperties::written)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  private static Written written(
      BattleKey key,
      boolean anonymous,
      VoteOutcome outcome,
      long time,
      @Nullable String modelA,
      @Nullable String modelB,
      List<Turn> turns) {
    return new Written(
        new ExportedVote(key, anonymous, outcome, time, modelA, modelB, 0, 0),
        ConversationPair.newBuilder()
            .setId(key.pairId())
            .setTurns(turns)
            .setAttributes(Map.of())
            .build());
  }

  private static Arbitrary<List<Turn>> turns() {
    Arbitrary<@Nullable String> side = text().injectNull(0.1);
    return Combinators.combine(side, side, side).as(Turn::new).list().ofMaxSize(3);
  }

  /** Text as Avro holds it: no lone surrogates. */
  private static Arbitrary<String> text() {
    return Arbitraries.oneOf(
            Arbitraries.of(
                "[", "]", "\"", "'", ",", "\n", "\r\n", "\\", "\0", "null", "é", "日", "😀"),
            Arbitraries.strings().ascii().ofMaxLength(5))
        .list()
        .ofMaxSize(6)
        .map(parts -> String.join("", parts));
  }
}
