package dev.arena.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The token that clients must send. Requests are checked in a time that does not depend on how much
 * of a wrong token is right. Immutable.
 */
public final class AccessToken {
  /** What {@link #parse} accepts, as a phrase that follows "expected". */
  public static final String EXPECTED =
      "16 or more characters, each a letter, a digit or one of -._~+/=";

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/=-]{16,}");
  private static final String SCHEME = "Bearer ";

  private final byte[] token;

  private AccessToken(String token) {
    this.token = token.getBytes(UTF_8);
  }

  /**
   * Parses a token.
   *
   * @throws IllegalArgumentException if it is too short, or has characters that RFC 6750 does not
   *     allow; the message does not show it
   */
  public static AccessToken parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("unusable token; expected " + EXPECTED);
    }
    return new AccessToken(text);
  }

  /** Whether an {@code Authorization} header contains this token; a missing header is null. */
  boolean isIn(@Nullable String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && is(authorization.substring(SCHEME.length()).strip());
  }

  /** Whether a text is this token. */
  boolean is(String text) {
    return MessageDigest.isEqual(token, text.getBytes(UTF_8));
  }

  /** A text that only the holder of the token and the signer could make, and that shows neither. */
  String markWith(Signer signer) {
    return signer.mac("access token", new String(token, UTF_8));
  }

  @Override
  public String toString() {
    return "(hidden)";
  }
}
