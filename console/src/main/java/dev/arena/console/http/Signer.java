package dev.arena.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs texts that a client keeps and sends back, with HMAC-SHA256. The client can read them. A
 * signature for one purpose is not valid for another, and none expires by itself. Immutable and
 * safe for use by many threads.
 */
public final class Signer {
  /** What {@link #parse} accepts, as a phrase that follows "expected". */
  public static final String EXPECTED = "32 or more characters";

  private static final String ALGORITHM = "HmacSHA256";
  private static final int MIN_KEY_LENGTH = 32;

  /** The length of the algorithm's result. */
  private static final int RANDOM_BYTES = 32;

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final SecretKeySpec key;

  private Signer(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * A signer with a configured key.
   *
   * @throws IllegalArgumentException if the key is too short; the message does not show it
   */
  public static Signer parse(String key) {
    if (key.length() < MIN_KEY_LENGTH) {
      throw new IllegalArgumentException("unusable key; expected " + EXPECTED);
    }
    return new Signer(key.getBytes(UTF_8));
  }

  /**
   * A signer with a configured key, or else with a random one, whose signatures no other signer
   * accepts.
   *
   * @throws IllegalArgumentException if the key is too short; the message does not show it
   */
  public static Signer of(@Nullable String key, SecureRandom random) {
    if (key != null) {
      return parse(key);
    }
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return new Signer(bytes);
  }

  /**
   * Signs a text.
   *
   * @param purpose names what it is for, such as {@code session}; without NUL
   * @param payload any text; a surrogate without its partner becomes a question mark
   * @return the payload and its signature, in characters that may stand in a URL, a cookie and a
   *     form: letters, digits, {@code -}, {@code _} and {@code .}
   */
  public String sign(String purpose, String payload) {
    String encoded = BASE64.encodeToString(payload.getBytes(UTF_8));
    return encoded + "." + mac(purpose, encoded);
  }

  /**
   * The payload of a text that {@link #sign} has returned for this purpose; empty for any other.
   * Takes a time that does not depend on how much of a wrong signature is right.
   */
  public Optional<String> verify(String purpose, String signed) {
    int dot = signed.indexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    String encoded = signed.substring(0, dot);
    return isEqual(mac(purpose, encoded), signed.substring(dot + 1))
        ? Optional.of(new String(Base64.getUrlDecoder().decode(encoded), UTF_8))
        : Optional.empty();
  }

  /**
   * A key of 32 bytes for another use, which follows from this one.
   *
   * @param purpose names the use; nothing else is signed for it, so that the key is never sent
   */
  public byte[] derive(String purpose) {
    return hash(purpose, "");
  }

  /** The signature of a text alone. */
  String mac(String purpose, String text) {
    return BASE64.encodeToString(hash(purpose, text));
  }

  private byte[] hash(String purpose, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(purpose.getBytes(UTF_8));
      mac.update((byte) 0); // ends the purpose, so that no other pair has the same bytes
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException impossible) { // each JDK has the algorithm
      throw new IllegalStateException(impossible);
    }
  }

  /** Compares secrets in a time that does not depend on where they differ. */
  static boolean isEqual(String expected, String found) {
    return MessageDigest.isEqual(expected.getBytes(UTF_8), found.getBytes(UTF_8));
  }

  @Override
  public String toString() {
    return "(hidden)";
  }
}
