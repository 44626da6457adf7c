package dev.arena.console.voting;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.console.http.Signer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes tokens of {@link VoteToken}s, and reads them. They are encrypted and authenticated
 * (AES-256-GCM), because the id of a pair can name its models, and with it anyone finds the pair
 * where its models are shown. A voter learns only about how long id and names together are. Safe
 * for use by many threads.
 */
public final class VoteTokens {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int BLOCK_BYTES = 512;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  /** Nothing else is signed for this purpose, so the signature, 32 bytes, is never sent. */
  private static final String KEY_PURPOSE = "key of vote tokens";

  private final SecretKeySpec key;
  private final SecureRandom random;

  /** What a token is good for. */
  enum Purpose {
    /** To vote on a pair. */
    VOTE("#/token"),
    /** To withdraw a vote. */
    UNDO("#/undo");

    private final String pointer;

    Purpose(String pointer) {
      this.pointer = pointer;
    }

    /** The field of a request, as a JSON pointer. */
    String pointer() {
      return pointer;
    }
  }

  /**
   * Tokens with a key of their own, which is derived from the console's.
   *
   * @param signer with a configured key, tokens are still valid after a restart
   */
  public VoteTokens(Signer signer, SecureRandom random) {
    this.key = new SecretKeySpec(signer.derive(KEY_PURPOSE), "AES");
    this.random = random;
  }

  /** The token, with characters that a URL may contain. */
  String seal(Purpose purpose, VoteToken content) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, purpose, nonce)
              .doFinal(padded(JSON.writeValueAsString(content)));
      byte[] token = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
      System.arraycopy(sealed, 0, token, NONCE_BYTES, sealed.length);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    } catch (GeneralSecurityException | JsonProcessingException impossible) {
      throw new IllegalStateException("a token could not be made", impossible);
    }
  }

  /** With spaces at the end, so that the length of a token does not tell which side is which. */
  private static byte[] padded(String json) {
    byte[] bytes = json.getBytes(UTF_8);
    byte[] padded = Arrays.copyOf(bytes, (bytes.length / BLOCK_BYTES + 1) * BLOCK_BYTES);
    Arrays.fill(padded, bytes.length, padded.length, (byte) ' ');
    return padded;
  }

  /** What a token of this purpose contains; empty if it was not made with this key. */
  Optional<VoteToken> open(Purpose purpose, String token) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      if (bytes.length < NONCE_BYTES) {
        return Optional.empty();
      }
      byte[] content =
          cipher(Cipher.DECRYPT_MODE, purpose, Arrays.copyOf(bytes, NONCE_BYTES))
              .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
      return Optional.of(JSON.readValue(new String(content, UTF_8), VoteToken.class));
    } catch (IllegalArgumentException | GeneralSecurityException | JsonProcessingException wrong) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, Purpose purpose, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(purpose.name().getBytes(UTF_8));
    return cipher;
  }
}
