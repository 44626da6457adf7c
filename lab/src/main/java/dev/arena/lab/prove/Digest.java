package dev.arena.lab.prove;

import dev.arena.models.Probabilities;
import dev.arena.models.Score;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Preference;
import dev.arena.schemas.Turn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * A 64-bit digest that stands for a record or a score, so that a million of them fit into little
 * memory.
 */
final class Digest {
  private final MessageDigest sha256;

  private Digest() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  /** Returns the digest of a key and a value; null and zero bytes differ. */
  static long of(byte @Nullable [] key, byte @Nullable [] value) {
    return new Digest().add(key).add(value).result();
  }

  /** Returns the digest of the id and the turns of a pair. */
  static long of(ConversationPair pair) {
    Digest digest = new Digest().add(pair.getId());
    for (Turn turn : pair.getTurns()) {
      digest.add(turn.getPrompt()).add(turn.getResponseA()).add(turn.getResponseB());
    }
    return digest.result();
  }

  /** Returns the digest of the expected preference of a pair. */
  static long of(String id, Score score) {
    Probabilities of = score.probabilities();
    return preference(id, of.a(), of.b(), of.tie(), score.tokens(), score.truncated());
  }

  /** Returns the digest of a published preference. */
  static long of(Preference preference) {
    return preference(
        preference.getId(),
        preference.getWinnerModelA(),
        preference.getWinnerModelB(),
        preference.getWinnerTie(),
        preference.getTokens(),
        preference.getTruncated());
  }

  private static long preference(
      String id, double a, double b, double tie, int tokens, boolean truncated) {
    ByteBuffer numbers = ByteBuffer.allocate(3 * Double.BYTES + Integer.BYTES + 1);
    numbers.putDouble(a).putDouble(b).putDouble(tie);
    numbers.putInt(tokens).put((byte) (truncated ? 1 : 0));
    return new Digest().add(id).add(numbers.array()).result();
  }

  private Digest add(@Nullable String text) {
    return add(text == null ? null : text.getBytes(StandardCharsets.UTF_16BE));
  }

  private Digest add(byte @Nullable [] bytes) {
    sha256.update(
        ByteBuffer.allocate(Integer.BYTES).putInt(bytes == null ? -1 : bytes.length).array());
    if (bytes != null) {
      sha256.update(bytes);
    }
    return this;
  }

  private long result() {
    return ByteBuffer.wrap(sha256.digest()).getLong();
  }
}
