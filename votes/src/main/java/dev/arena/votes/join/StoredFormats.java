package dev.arena.votes.join;

import dev.arena.schemas.VoteOutcome;
import dev.arena.votes.battle.StoredFields;
import dev.arena.votes.battle.StoredFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** The formats of the join's stores and of its internal topic. */
final class StoredFormats {
  private static final String REMEDY =
      "Run the version of Arena that wrote it. A service without its state loses predictions: docs/reference/votes.md#do-not-reset-the-state says which.";

  /** A pair: {@link PairMemory.Entry}. */
  static final StoredFormat<PairMemory.Entry> PAIR =
      new StoredFormat<>("pair", REMEDY, StoredFormats::writePair, StoredFormats::readPair);

  /** A voter's current vote: {@link VoteState}. */
  static final StoredFormat<VoteState> VOTE =
      new StoredFormat<>("vote", REMEDY, StoredFormats::writeVote, StoredFormats::readVote);

  /** The record of a vote that waits for its pair: {@link WaitingVotes.Entry}. */
  static final StoredFormat<WaitingVotes.Entry> WAITING =
      new StoredFormat<>(
          "waiting vote", REMEDY, StoredFormats::writeWaiting, StoredFormats::readWaiting);

  /** How far a pair's votes have been joined again: {@link PendingRewrites.Rewrite}. */
  static final StoredFormat<PendingRewrites.Rewrite> REWRITE =
      new StoredFormat<>(
          "rewrite", REMEDY, StoredFormats::writeRewrite, StoredFormats::readRewrite);

  /** A vote or a preference on its way to the join: {@link JoinInput}. */
  static final StoredFormat<JoinInput> INPUT =
      new StoredFormat<>("input", REMEDY, StoredFormats::writeInput, StoredFormats::readInput);

  private static final int VOTE_INPUT = 0;
  private static final int PREFERENCE_INPUT = 1;

  private StoredFormats() {}

  private static void writePair(PairMemory.Entry pair, Encoder out) throws IOException {
    writeDescription(pair.state().description(), out);
    out.writeBoolean(pair.state().ambiguous());
    StoredFormat.writeAll(pair.state().predictions(), out, StoredFormats::writePrediction);
    out.writeBoolean(pair.hasVotes());
    out.writeLong(pair.expires());
  }

  private static PairMemory.Entry readPair(Decoder in) throws IOException {
    PairState state =
        new PairState(
            readDescription(in),
            in.readBoolean(),
            StoredFormat.readAll(in, StoredFormats::readPrediction));
    return new PairMemory.Entry(state, in.readBoolean(), in.readLong());
  }

  private static void writeRewrite(PendingRewrites.Rewrite rewrite, Encoder out)
      throws IOException {
    out.writeString(rewrite.next());
    out.writeLong(rewrite.since());
    out.writeBoolean(rewrite.all());
    out.writeLong(rewrite.timestamp());
  }

  private static PendingRewrites.Rewrite readRewrite(Decoder in) throws IOException {
    return new PendingRewrites.Rewrite(
        in.readString(), in.readLong(), in.readBoolean(), in.readLong());
  }

  private static void writeVote(VoteState vote, Encoder out) throws IOException {
    writeContent(vote.content(), out);
    out.writeIndex(vote.inherited() == null ? 0 : 1);
    if (vote.inherited() != null) {
      StoredFormat.writeOptional(vote.inherited().a(), out);
      StoredFormat.writeOptional(vote.inherited().b(), out);
    }
    out.writeBoolean(vote.anonymous());
    out.writeInt(vote.revision());
    out.writeLong(vote.deadline());
    out.writeBoolean(vote.waiting());
  }

  private static VoteState readVote(Decoder in) throws IOException {
    return new VoteState(
        readContent(in),
        in.readIndex() == 0 ? null : readModels(in),
        in.readBoolean(),
        in.readInt(),
        in.readLong(),
        in.readBoolean());
  }

  private static VoteState.Models readModels(Decoder in) throws IOException {
    return new VoteState.Models(StoredFormat.readOptional(in), StoredFormat.readOptional(in));
  }

  private static void writeWaiting(WaitingVotes.Entry vote, Encoder out) throws IOException {
    writePosition(vote.position(), out);
    out.writeLong(vote.timestamp());
    writeBytes(vote.original().key(), out);
    out.writeBytes(vote.original().value());
    StoredFormat.writeAll(List.of(vote.headers().toArray()), out, StoredFormats::writeHeader);
  }

  private static WaitingVotes.Entry readWaiting(Decoder in) throws IOException {
    Position position = readPosition(in);
    long timestamp = in.readLong();
    VoteInput.Original original = new VoteInput.Original(readBytes(in), array(in.readBytes(null)));
    Headers headers = new RecordHeaders();
    StoredFormat.readAll(in, each -> headers.add(each.readString(), readBytes(each)));
    return new WaitingVotes.Entry(position, timestamp, original, headers);
  }

  private static void writeHeader(Header header, Encoder out) throws IOException {
    out.writeString(header.key());
    writeBytes(header.value(), out);
  }

  private static void writeInput(JoinInput input, Encoder out) throws IOException {
    if (input instanceof VoteInput vote) {
      out.writeIndex(VOTE_INPUT);
      out.writeString(vote.kind());
      out.writeString(vote.voter());
      out.writeBoolean(vote.anonymous());
      writeContent(vote.content(), out);
      writeBytes(vote.original().key(), out);
      out.writeBytes(vote.original().value());
    } else if (input instanceof PreferenceInput preference) {
      out.writeIndex(PREFERENCE_INPUT);
      out.writeInt(preference.partition());
      writeDescription(preference.description(), out);
      writePrediction(preference.prediction(), out);
    }
  }

  private static JoinInput readInput(Decoder in) throws IOException {
    if (in.readIndex() == VOTE_INPUT) {
      return new VoteInput(
          in.readString(),
          in.readString(),
          in.readBoolean(),
          readContent(in),
          new VoteInput.Original(readBytes(in), array(in.readBytes(null))));
    }
    return new PreferenceInput(in.readInt(), readDescription(in), readPrediction(in));
  }

  private static void writeContent(VoteContent vote, Encoder out) throws IOException {
    StoredFields.writeOutcome(vote.outcome(), out);
    out.writeLong(vote.votedAt());
    out.writeIndex(vote.swapped() == null ? 0 : 1);
    if (vote.swapped() != null) {
      out.writeBoolean(vote.swapped());
    }
    out.writeIndex(vote.probability() == null ? 0 : 1);
    if (vote.probability() != null) {
      out.writeDouble(vote.probability());
    }
    StoredFormat.writeOptional(vote.modelA(), out);
    StoredFormat.writeOptional(vote.modelB(), out);
    StoredFormat.writeAll(vote.reasons(), out, (reason, each) -> each.writeString(reason));
    StoredFields.writeAttributes(vote.attributes(), out);
    writePosition(vote.position(), out);
  }

  /** The join writes what it has read again, so it must not forget what a voter said. */
  private static VoteOutcome readOutcome(Decoder in) throws IOException {
    VoteOutcome outcome = StoredFields.readOutcome(in);
    if (outcome == VoteOutcome.UNKNOWN) {
      throw new IllegalArgumentException("an outcome that this version of Arena does not know");
    }
    return outcome;
  }

  private static VoteContent readContent(Decoder in) throws IOException {
    return new VoteContent(
        readOutcome(in),
        in.readLong(),
        in.readIndex() == 0 ? null : Boolean.valueOf(in.readBoolean()),
        in.readIndex() == 0 ? null : Double.valueOf(in.readDouble()),
        StoredFormat.readOptional(in),
        StoredFormat.readOptional(in),
        StoredFormat.readAll(in, Decoder::readString),
        StoredFields.readAttributes(in),
        readPosition(in));
  }

  private static void writePosition(Position position, Encoder out) throws IOException {
    out.writeInt(position.partition());
    out.writeLong(position.offset());
  }

  private static Position readPosition(Decoder in) throws IOException {
    return new Position(in.readInt(), in.readLong());
  }

  private static void writePrediction(ScorerPrediction prediction, Encoder out) throws IOException {
    out.writeString(prediction.topic());
    out.writeString(prediction.model());
    out.writeDouble(prediction.a());
    out.writeDouble(prediction.b());
    out.writeDouble(prediction.tie());
    out.writeLong(prediction.scoredAt());
  }

  private static ScorerPrediction readPrediction(Decoder in) throws IOException {
    return new ScorerPrediction(
        in.readString(),
        in.readString(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readLong());
  }

  private static void writeDescription(PairDescription description, Encoder out)
      throws IOException {
    out.writeIndex(description.facts() == null ? 0 : 1);
    if (description.facts() != null) {
      StoredFields.writeFacts(description.facts(), out);
    }
    out.writeIndex(description.position() == null ? 0 : 1);
    if (description.position() != null) {
      writePosition(description.position(), out);
    }
    StoredFormat.writeOptional(description.modelA(), out);
    StoredFormat.writeOptional(description.modelB(), out);
  }

  private static PairDescription readDescription(Decoder in) throws IOException {
    return new PairDescription(
        in.readIndex() == 0 ? null : StoredFields.readFacts(in),
        in.readIndex() == 0 ? null : readPosition(in),
        StoredFormat.readOptional(in),
        StoredFormat.readOptional(in));
  }

  private static void writeBytes(byte @Nullable [] bytes, Encoder out) throws IOException {
    out.writeIndex(bytes == null ? 0 : 1);
    if (bytes != null) {
      out.writeBytes(bytes);
    }
  }

  private static byte @Nullable [] readBytes(Decoder in) throws IOException {
    return in.readIndex() == 0 ? null : array(in.readBytes(null));
  }

  private static byte[] array(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
