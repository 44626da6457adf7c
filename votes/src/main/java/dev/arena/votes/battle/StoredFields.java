package dev.arena.votes.battle;

import dev.arena.schemas.PairFacts;
import dev.arena.schemas.VoteOutcome;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** Writes and reads fields that several {@linkplain StoredFormat stored formats} have. */
public final class StoredFields {
  /** The outcomes by the number that is stored, which must never change. */
  private static final List<VoteOutcome> OUTCOMES =
      List.of(
          VoteOutcome.A,
          VoteOutcome.B,
          VoteOutcome.TIE,
          VoteOutcome.BOTH_BAD,
          VoteOutcome.WITHDRAWN,
          VoteOutcome.UNKNOWN);

  /** By the number that is stored, which must never change. */
  private static final List<Left> LEFT = List.of(Left.UNKNOWN, Left.WINS, Left.LOSES);

  private StoredFields() {}

  /** Writes an outcome. */
  public static void writeOutcome(VoteOutcome outcome, Encoder out) throws IOException {
    int index = OUTCOMES.indexOf(outcome);
    if (index < 0) {
      throw new IllegalArgumentException(
          "no stored format of the outcome " + outcome + "; expected one of " + OUTCOMES);
    }
    out.writeEnum(index);
  }

  /**
   * Reads what {@link #writeOutcome} wrote; UNKNOWN for an outcome that only a later version knows.
   */
  public static VoteOutcome readOutcome(Decoder in) throws IOException {
    int index = in.readEnum();
    return index < OUTCOMES.size() ? OUTCOMES.get(index) : VoteOutcome.UNKNOWN;
  }

  /** Writes attributes by name. */
  public static void writeAttributes(Map<String, String> attributes, Encoder out)
      throws IOException {
    StoredFormat.writeAll(
        List.copyOf(attributes.entrySet()),
        out,
        (attribute, each) -> {
          each.writeString(attribute.getKey());
          each.writeString(attribute.getValue());
        });
  }

  /** Reads what {@link #writeAttributes} wrote. */
  public static Map<String, String> readAttributes(Decoder in) throws IOException {
    Map<String, String> attributes = new HashMap<>();
    StoredFormat.readAll(in, each -> attributes.put(each.readString(), each.readString()));
    return attributes;
  }

  /** Writes whether the answer on the left wins. */
  public static void writeLeft(Left left, Encoder out) throws IOException {
    out.writeEnum(LEFT.indexOf(left));
  }

  /** Reads what {@link #writeLeft} wrote. */
  public static Left readLeft(Decoder in) throws IOException {
    return LEFT.get(in.readEnum());
  }

  /**
   * Writes facts field by field, so that a new field of the record does not change what is stored.
   */
  public static void writeFacts(PairFacts facts, Encoder out) throws IOException {
    out.writeInt(facts.getTurns());
    out.writeInt(facts.getPromptLength());
    out.writeInt(facts.getLengthA());
    out.writeInt(facts.getLengthB());
    out.writeInt(facts.getHeadersA());
    out.writeInt(facts.getHeadersB());
    out.writeInt(facts.getListsA());
    out.writeInt(facts.getListsB());
    out.writeInt(facts.getBoldA());
    out.writeInt(facts.getBoldB());
    out.writeBoolean(facts.getCode());
    out.writeBoolean(facts.getRefusalA());
    out.writeBoolean(facts.getRefusalB());
    out.writeString(facts.getScript());
    StoredFormat.writeOptional(facts.getLanguage(), out);
    StoredFormat.writeAll(facts.getCategory(), out, (category, each) -> each.writeString(category));
    out.writeLong(facts.getPairHash());
  }

  /** Reads what {@link #writeFacts} wrote. */
  public static PairFacts readFacts(Decoder in) throws IOException {
    PairFacts facts = new PairFacts();
    facts.setTurns(in.readInt());
    facts.setPromptLength(in.readInt());
    facts.setLengthA(in.readInt());
    facts.setLengthB(in.readInt());
    facts.setHeadersA(in.readInt());
    facts.setHeadersB(in.readInt());
    facts.setListsA(in.readInt());
    facts.setListsB(in.readInt());
    facts.setBoldA(in.readInt());
    facts.setBoldB(in.readInt());
    facts.setCode(in.readBoolean());
    facts.setRefusalA(in.readBoolean());
    facts.setRefusalB(in.readBoolean());
    facts.setScript(in.readString());
    facts.setLanguage(StoredFormat.readOptional(in));
    facts.setCategory(StoredFormat.readAll(in, Decoder::readString));
    facts.setPairHash(in.readLong());
    return facts;
  }
}
