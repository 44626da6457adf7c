package dev.arena.votes.battle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.Battle;
import dev.arena.schemas.VoteOutcome;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

/** Instances of two versions read each other's battles. */
final class BattleFormatTest {
  /** A battle of version 1 with all fields, as the first version of the format wrote it. */
  private static final String VERSION_1 =
      "AQx0ZXh0IDIMdGV4dCAzAgx0ZXh0IDQE1PCF2iwCAQIAAAAAAADAPwIMdGV4dCA5Ag50ZXh0IDEw"
          + "AhgaHB4gIiQmKCoBAQEOdGV4dCAyNQIOdGV4dCAyNgIOdGV4dCAyNwCI4/DO0AECDnRleHQgMTMc"
          + "0tmO4W8BHA50ZXh0IDE2IvzRkY6GAQIOdGV4dCAxNgACBmtleQ50ZXh0IDE3AAIOdGV4dCAxOQ50"
          + "ZXh0IDIwAAAAAAAA1T8AAAAAAADWPwAAAAAAANc/0MKX6LIBAQA=";

  /** What a later version, whose battles and predictions have one more field, reads and writes. */
  private record Later(Battle battle, String country, List<Double> latencies) {
    static final StoredFormat<Later> FORMAT =
        new StoredFormat<>(
            "battle",
            BattleFormat.REMEDY,
            (later, out) -> {
              BattleFormat.write(later.battle(), out);
              out.writeString(later.country());
              StoredFormat.writeAll(later.latencies(), out, (each, to) -> to.writeDouble(each));
            },
            in -> {
              Battle battle = BattleFormat.read(in);
              return StoredFormat.hasMore(in)
                  ? new Later(
                      battle, in.readString(), StoredFormat.readAll(in, each -> each.readDouble()))
                  : new Later(battle, "", List.of());
            });
  }

  @Test
  void everyFieldIsWrittenAndRead() {
    Battle battle = sample(Battle.getClassSchema());
    assertThat(BattleFormat.BATTLE.decode(BattleFormat.BATTLE.encode(battle))).isEqualTo(battle);
    Battle least =
        Battle.newBuilder()
            .setPairId("p")
            .setKind("human")
            .setOutcome(VoteOutcome.BOTH_BAD)
            .setVotedAt(Instant.EPOCH)
            .setSource(battle.getSource())
            .build();
    assertThat(BattleFormat.BATTLE.decode(BattleFormat.BATTLE.encode(least))).isEqualTo(least);
  }

  @Test
  void aBattleOfTheFirstVersionIsStillRead() {
    assertThat(BattleFormat.BATTLE.decode(Base64.getDecoder().decode(VERSION_1)))
        .isEqualTo(sample(Battle.getClassSchema()));
  }

  @Test
  void anEarlierInstanceReadsBattlesOfALaterOneThatHasMoreFields() {
    Battle battle = sample(Battle.getClassSchema());
    Later later = new Later(battle, "de", List.of(0.3));
    assertThat(BattleFormat.BATTLE.decode(Later.FORMAT.encode(later))).isEqualTo(battle);
  }

  @Test
  void aLaterInstanceReadsBattlesOfAnEarlierOneThatHasFewerFields() {
    Battle battle = sample(Battle.getClassSchema());
    byte[] earlier = BattleFormat.BATTLE.encode(battle);
    assertThat(Later.FORMAT.decode(earlier)).isEqualTo(new Later(battle, "", List.of()));
    Later later = new Later(battle, "de", List.of(0.3));
    assertThat(Later.FORMAT.decode(Later.FORMAT.encode(later))).isEqualTo(later);
  }

  /** Instances of a later version write battles with outcomes that this one reads as UNKNOWN. */
  @Test
  void aBattleWhoseOutcomeThisVersionDoesNotKnowIsWrittenAndRead() {
    Battle battle = sample(Battle.getClassSchema());
    for (VoteOutcome outcome : VoteOutcome.values()) {
      battle.setOutcome(outcome);
      assertThat(BattleFormat.BATTLE.decode(BattleFormat.BATTLE.encode(battle))).isEqualTo(battle);
    }
  }

  @Test
  void anOutcomeThatALaterVersionAppendsIsReadAsUnknown() {
    Battle battle = sample(Battle.getClassSchema());
    battle.setOutcome(VoteOutcome.UNKNOWN);
    byte[] later = BattleFormat.BATTLE.encode(battle);
    int outcome = lengthBeforeOutcome(battle);
    assertThat(later[outcome]).isEqualTo((byte) 10); // Avro doubles small numbers
    later[outcome] = 12;
    assertThat(BattleFormat.BATTLE.decode(later)).isEqualTo(battle);
  }

  /** The version, and pair_id, kind and voter with a byte for each length and one for the union. */
  private static int lengthBeforeOutcome(Battle battle) {
    return 1
        + 1
        + battle.getPairId().length()
        + 1
        + battle.getKind().length()
        + 2
        + battle.getVoter().length();
  }

  @Test
  void damagedBattlesAreAnErrorThatSaysHowToReadThemAgain() {
    assertThatThrownBy(() -> BattleFormat.BATTLE.decode(new byte[] {1, 0}))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("stored data (battle) is damaged")
        .hasMessageContaining("\"Evaluate again\" in docs/how-to/run-the-votes-service.md");
  }

  @Test
  void aVersionThatCannotBeReadIsAnErrorThatNamesBothAndWhatToDo() {
    assertThatThrownBy(() -> BattleFormat.BATTLE.decode(new byte[] {2, 0}))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("stored data (battle) has version 2; expected 1")
        .hasMessageContaining("Probably a later version of Arena wrote it: upgrade this instance");
  }

  /** A record whose fields all differ from their defaults. */
  private static Battle sample(Schema schema) {
    return (Battle) sample(schema, 1);
  }

  private static Object sample(Schema schema, int seed) {
    return switch (schema.getType()) {
      case RECORD -> {
        SpecificRecordBase record = (SpecificRecordBase) SpecificData.get().newRecord(null, schema);
        schema
            .getFields()
            .forEach(
                field -> record.put(field.pos(), sample(field.schema(), seed + field.pos() + 1)));
        yield record;
      }
      case INT -> seed;
      case LONG ->
          schema.getLogicalType() == null
              ? seed * 1_000_000_007L
              : Instant.ofEpochMilli(seed * 1_000_000_007L);
      case DOUBLE -> seed / 64.0;
      case BOOLEAN -> true;
      case ENUM -> VoteOutcome.TIE;
      case STRING -> "text " + seed;
      case ARRAY -> List.of(sample(schema.getElementType(), seed));
      case MAP -> Map.of("key", sample(schema.getValueType(), seed));
      case UNION -> sample(schema.getTypes().get(1), seed);
      default -> throw new AssertionError("a field of a new type: " + schema);
    };
  }
}
