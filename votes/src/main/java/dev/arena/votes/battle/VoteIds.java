package dev.arena.votes.battle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.arena.models.bundle.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * 64-bit ids of votes, for tables that cannot hold their keys: the first bytes of a SHA-256. Among
 * a million votes, two have the same id with a probability of 3e-8.
 */
public final class VoteIds {
  private static final byte SEPARATOR = (byte) 0xFF; // occurs in no UTF-8

  private VoteIds() {}

  /** The id of the vote that these texts identify, in their order. */
  public static long of(String... parts) {
    MessageDigest digest = Sha256.digest();
    for (String part : parts) {
      digest.update(part.getBytes(UTF_8));
      digest.update(SEPARATOR);
    }
    return ByteBuffer.wrap(digest.digest()).getLong();
  }
}
