package dev.arena.votes.battle;

import dev.arena.schemas.Battle;
import dev.arena.schemas.Prediction;
import dev.arena.schemas.RecordPosition;
import java.io.IOException;
import java.time.Instant;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/**
 * The format of whole battles in the internal topic that all their readers share. In a rolling
 * upgrade, instances of two versions write and read it at the same time, so it must not change with
 * the schema of battles: a new field is appended, those of facts, positions and predictions too.
 */
public final class BattleFormat {
  /** What to do if a value that was made from the topic of battles cannot be read. */
  public static final String REMEDY =
      "Run the version of Arena that wrote it, or read the battles again: see \"Evaluate again\" in docs/how-to/run-the-votes-service.md.";

  /** A battle with all its fields. */
  public static final StoredFormat<Battle> BATTLE =
      new StoredFormat<>("battle", REMEDY, BattleFormat::write, BattleFormat::read);

  private BattleFormat() {}

  /** Writes the fields; a later version appends its fields after them. */
  static void write(Battle battle, Encoder out) throws IOException {
    out.writeString(battle.getPairId());
    out.writeString(battle.getKind());
    StoredFormat.writeOptional(battle.getVoter(), out);
    StoredFields.writeOutcome(battle.getOutcome(), out);
    writeTime(battle.getVotedAt(), out);
    out.writeIndex(battle.getSwapped() == null ? 0 : 1);
    if (battle.getSwapped() != null) {
      out.writeBoolean(battle.getSwapped());
    }
    out.writeIndex(battle.getProbability() == null ? 0 : 1);
    if (battle.getProbability() != null) {
      out.writeDouble(battle.getProbability());
    }
    StoredFormat.writeOptional(battle.getModelA(), out);
    StoredFormat.writeOptional(battle.getModelB(), out);
    out.writeIndex(battle.getFacts() == null ? 0 : 1);
    if (battle.getFacts() != null) {
      StoredFields.writeFacts(battle.getFacts(), out);
    }
    out.writeIndex(battle.getPair() == null ? 0 : 1);
    if (battle.getPair() != null) {
      writePosition(battle.getPair(), out);
    }
    out.writeBoolean(battle.getAmbiguous());
    out.writeInt(battle.getRevision());
    writePosition(battle.getSource(), out);
    StoredFormat.writeAll(battle.getReasons(), out, (reason, each) -> each.writeString(reason));
    StoredFields.writeAttributes(battle.getAttributes(), out);
    StoredFormat.writeAll(battle.getPredictions(), out, BattleFormat::writePrediction);
  }

  /** Reads what {@link #write} wrote. */
  static Battle read(Decoder in) throws IOException {
    Battle battle = new Battle();
    battle.setPairId(in.readString());
    battle.setKind(in.readString());
    battle.setVoter(StoredFormat.readOptional(in));
    battle.setOutcome(StoredFields.readOutcome(in));
    battle.setVotedAt(readTime(in));
    battle.setSwapped(readSwapped(in));
    battle.setProbability(in.readIndex() == 0 ? null : Double.valueOf(in.readDouble()));
    battle.setModelA(StoredFormat.readOptional(in));
    battle.setModelB(StoredFormat.readOptional(in));
    battle.setFacts(in.readIndex() == 0 ? null : StoredFields.readFacts(in));
    battle.setPair(in.readIndex() == 0 ? null : readPosition(in));
    battle.setAmbiguous(in.readBoolean());
    battle.setRevision(in.readInt());
    battle.setSource(readPosition(in));
    battle.setReasons(StoredFormat.readAll(in, Decoder::readString));
    battle.setAttributes(StoredFields.readAttributes(in));
    battle.setPredictions(StoredFormat.readAll(in, BattleFormat::readPrediction));
    return battle;
  }

  private static @Nullable Boolean readSwapped(Decoder in) throws IOException {
    return in.readIndex() == 0 ? null : Boolean.valueOf(in.readBoolean());
  }

  private static void writeTime(Instant time, Encoder out) throws IOException {
    out.writeLong(time.toEpochMilli());
  }

  private static Instant readTime(Decoder in) throws IOException {
    return Instant.ofEpochMilli(in.readLong());
  }

  private static void writePosition(RecordPosition position, Encoder out) throws IOException {
    out.writeString(position.getTopic());
    out.writeInt(position.getPartition());
    out.writeLong(position.getOffset());
  }

  private static RecordPosition readPosition(Decoder in) throws IOException {
    return new RecordPosition(in.readString(), in.readInt(), in.readLong());
  }

  private static void writePrediction(Prediction prediction, Encoder out) throws IOException {
    out.writeString(prediction.getTopic());
    out.writeString(prediction.getModel());
    out.writeDouble(prediction.getA());
    out.writeDouble(prediction.getB());
    out.writeDouble(prediction.getTie());
    writeTime(prediction.getScoredAt(), out);
    out.writeBoolean(prediction.getBefore());
  }

  private static Prediction readPrediction(Decoder in) throws IOException {
    return new Prediction(
        in.readString(),
        in.readString(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        readTime(in),
        in.readBoolean());
  }
}
