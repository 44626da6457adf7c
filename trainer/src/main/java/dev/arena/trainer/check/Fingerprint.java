package dev.arena.trainer.check;

import dev.arena.models.bundle.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** 128 bits of the SHA-256 of texts: equal texts are found without keeping them. */
record Fingerprint(long high, long low) implements Comparable<Fingerprint> {
  /** Stands between two texts, so that where one ends makes a difference. */
  private static final byte END = 0;

  static Fingerprint of(String... texts) {
    MessageDigest digest = Sha256.digest();
    for (String text : texts) {
      digest.update(text.getBytes(StandardCharsets.UTF_8));
      digest.update(END);
    }
    return of(digest);
  }

  /** Of two fingerprints, whichever comes first. */
  static Fingerprint ofBoth(Fingerprint one, Fingerprint other) {
    boolean inOrder = one.compareTo(other) <= 0;
    Fingerprint first = inOrder ? one : other;
    Fingerprint second = inOrder ? other : one;
    ByteBuffer bytes = ByteBuffer.allocate(4 * Long.BYTES);
    bytes.putLong(first.high).putLong(first.low).putLong(second.high).putLong(second.low);
    MessageDigest digest = Sha256.digest();
    digest.update(bytes.array());
    return of(digest);
  }

  private static Fingerprint of(MessageDigest digest) {
    ByteBuffer hash = ByteBuffer.wrap(digest.digest());
    return new Fingerprint(hash.getLong(), hash.getLong());
  }

  @Override
  public int compareTo(Fingerprint other) {
    int order = Long.compare(high, other.high);
    return order != 0 ? order : Long.compare(low, other.low);
  }
}
