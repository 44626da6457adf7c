package dev.arena.votes.leaderboard.live;

import dev.arena.statistics.rating.StyleDifference;
import dev.arena.votes.battle.BattleFormat;
import dev.arena.votes.battle.StoredFields;
import dev.arena.votes.battle.StoredFormat;
import java.io.IOException;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** The format of the battles in the store of the leaderboard. */
final class RatedBattleFormat {
  static final StoredFormat<RatedBattle> BATTLE =
      new StoredFormat<>(
          "rated battle", BattleFormat.REMEDY, RatedBattleFormat::write, RatedBattleFormat::read);

  private RatedBattleFormat() {}

  private static void write(RatedBattle battle, Encoder out) throws IOException {
    out.writeBoolean(battle.anonymous());
    out.writeString(battle.modelA());
    out.writeString(battle.modelB());
    StoredFields.writeOutcome(battle.outcome(), out);
    out.writeLong(battle.votedAt());
    StoredFields.writeLeft(battle.left(), out);
    writeStyle(battle.style(), out);
    StoredFormat.writeAll(battle.slices(), out, (slice, each) -> each.writeString(slice));
  }

  private static RatedBattle read(Decoder in) throws IOException {
    return new RatedBattle(
        in.readBoolean(),
        in.readString(),
        in.readString(),
        StoredFields.readOutcome(in),
        in.readLong(),
        StoredFields.readLeft(in),
        readStyle(in),
        StoredFormat.readAll(in, Decoder::readString));
  }

  private static void writeStyle(@Nullable StyleDifference style, Encoder out) throws IOException {
    out.writeIndex(style == null ? 0 : 1);
    if (style != null) {
      out.writeFloat(style.length());
      out.writeFloat(style.headers());
      out.writeFloat(style.lists());
      out.writeFloat(style.bold());
    }
  }

  private static @Nullable StyleDifference readStyle(Decoder in) throws IOException {
    return in.readIndex() == 0
        ? null
        : new StyleDifference(in.readFloat(), in.readFloat(), in.readFloat(), in.readFloat());
  }
}
