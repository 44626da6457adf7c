package dev.arena.votes.evaluation;

import dev.arena.statistics.loss.OutcomeProbabilities;
import dev.arena.votes.evaluation.EvaluatedBattle.Left;
import dev.arena.votes.evaluation.EvaluatedBattle.Predicted;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * How battles are stored: a version byte, then the fields. No registry is involved, because only
 * this service reads the store.
 */
final class EvaluatedBattleSerde {
  private static final byte VERSION = 1;

  private EvaluatedBattleSerde() {}

  static Serde<EvaluatedBattle> create() {
    return Serdes.serdeFrom(
        (topic, battle) -> battle == null ? null : encode(battle),
        (topic, bytes) -> bytes == null ? null : decode(bytes));
  }

  static byte[] encode(EvaluatedBattle battle) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeBoolean(battle.anonymous());
      out.writeByte(battle.outcome());
      out.writeLong(battle.votedAt());
      out.writeByte(battle.left().ordinal());
      out.writeByte(battle.slices().size());
      for (String slice : battle.slices()) {
        out.writeUTF(slice);
      }
      out.writeShort(battle.predictions().size());
      for (Predicted prediction : battle.predictions()) {
        out.writeUTF(prediction.scorer().topic());
        out.writeUTF(prediction.scorer().model());
        out.writeBoolean(prediction.before());
        out.writeDouble(prediction.probabilities().a());
        out.writeDouble(prediction.probabilities().b());
        out.writeDouble(prediction.probabilities().tie());
      }
    } catch (IOException impossibleInMemory) {
      throw new SerializationException(impossibleInMemory);
    }
    return bytes.toByteArray();
  }

  static EvaluatedBattle decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte version = in.readByte();
      if (version != VERSION) {
        throw new SerializationException(
            "a stored battle has version %d; expected %d. Run the version of Arena that wrote it, or reset the application's state."
                .formatted(version, VERSION));
      }
      return new EvaluatedBattle(
          in.readBoolean(),
          in.readByte(),
          in.readLong(),
          Left.values()[in.readByte()],
          slices(in),
          predictions(in));
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException damaged) {
      throw new SerializationException(
          "a stored battle is damaged; expected what Arena wrote. Reset the application's state.",
          damaged);
    }
  }

  private static List<String> slices(DataInputStream in) throws IOException {
    List<String> slices = new ArrayList<>();
    for (int left = in.readByte(); left > 0; left--) {
      slices.add(in.readUTF());
    }
    return slices;
  }

  private static List<Predicted> predictions(DataInputStream in) throws IOException {
    List<Predicted> predictions = new ArrayList<>();
    for (int left = in.readShort(); left > 0; left--) {
      predictions.add(
          new Predicted(
              new Scorer(in.readUTF(), in.readUTF()),
              in.readBoolean(),
              new OutcomeProbabilities(in.readDouble(), in.readDouble(), in.readDouble())));
    }
    return predictions;
  }
}
