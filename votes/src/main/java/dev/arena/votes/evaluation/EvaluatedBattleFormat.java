package dev.arena.votes.evaluation;

import dev.arena.statistics.loss.OutcomeProbabilities;
import dev.arena.votes.battle.BattleFormat;
import dev.arena.votes.battle.StoredFields;
import dev.arena.votes.battle.StoredFormat;
import dev.arena.votes.evaluation.EvaluatedBattle.Predicted;
import java.io.IOException;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** The format of the battles in the store of the evaluation. */
final class EvaluatedBattleFormat {
  static final StoredFormat<EvaluatedBattle> BATTLE =
      new StoredFormat<>(
          "evaluated battle",
          BattleFormat.REMEDY,
          EvaluatedBattleFormat::write,
          EvaluatedBattleFormat::read);

  private EvaluatedBattleFormat() {}

  private static void write(EvaluatedBattle battle, Encoder out) throws IOException {
    out.writeBoolean(battle.anonymous());
    out.writeInt(battle.outcome());
    out.writeLong(battle.votedAt());
    out.writeBoolean(battle.ahead());
    StoredFields.writeLeft(battle.left(), out);
    StoredFormat.writeAll(battle.slices(), out, (slice, each) -> each.writeString(slice));
    StoredFormat.writeAll(battle.predictions(), out, EvaluatedBattleFormat::writePrediction);
  }

  private static EvaluatedBattle read(Decoder in) throws IOException {
    return new EvaluatedBattle(
        in.readBoolean(),
        in.readInt(),
        in.readLong(),
        in.readBoolean(),
        StoredFields.readLeft(in),
        StoredFormat.readAll(in, Decoder::readString),
        StoredFormat.readAll(in, EvaluatedBattleFormat::readPrediction));
  }

  private static void writePrediction(Predicted prediction, Encoder out) throws IOException {
    out.writeString(prediction.scorer().topic());
    out.writeString(prediction.scorer().model());
    out.writeBoolean(prediction.before());
    out.writeDouble(prediction.probabilities().a());
    out.writeDouble(prediction.probabilities().b());
    out.writeDouble(prediction.probabilities().tie());
  }

  private static Predicted readPrediction(Decoder in) throws IOException {
    return new Predicted(
        new Scorer(in.readString(), in.readString()),
        in.readBoolean(),
        new OutcomeProbabilities(in.readDouble(), in.readDouble(), in.readDouble()));
  }
}
