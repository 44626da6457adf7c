package dev.arena.console.http;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * Knows who sends a request: by the access token in its header, or by the session in a signed
 * cookie, which the server need not store. Safe for use by many threads.
 *
 * <p>A session that has been copied is valid until it expires, or until the access token or the key
 * is another one: there is no list of sessions from which it could be removed.
 */
public final class Visitors {
  /** How long a session lasts. */
  static final Duration LIFETIME = Duration.ofHours(12);

  private static final String COOKIE = "arena-session";

  /** JavaScript cannot read it, and the pages of other sites cannot make a browser send it. */
  private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Strict";

  private static final String SESSION = "session";
  private static final int NONCE_BYTES = 16;
  private static final String SEPARATOR = "|";
  private static final int PARTS = 4;

  private final Optional<AccessToken> token;
  private final Signer signer;
  private final Clock clock;
  private final SecureRandom random;

  /** What the cookie says of a visitor who signs in; with another token, it is another text. */
  private final String signedIn;

  /**
   * @param token empty if everyone is authorized
   * @param signer signs sessions; with the key of an earlier one, its sessions continue
   */
  public Visitors(Optional<AccessToken> token, Signer signer, Clock clock, SecureRandom random) {
    this.token = token;
    this.signer = signer;
    this.clock = clock;
    this.random = random;
    this.signedIn = token.map(each -> each.markWith(signer)).orElse("");
  }

  /**
   * The session of a browser.
   *
   * @param signedIn whether the visitor has given the access token
   * @param voter the pseudonym under which the visitor votes; null until it is chosen
   * @param nonce tells sessions apart; forms contain its signature
   * @param since when it began
   */
  record Session(boolean signedIn, @Nullable String voter, String nonce, Instant since) {}

  /**
   * Who sends a request, and the session.
   *
   * @param begun whether the session is a new one, which the browser does not know yet
   * @param bearer whether the request has the access token, or needs none
   */
  record Identity(Visitor visitor, Session session, boolean begun, boolean bearer) {}

  /** Whether there is an access token. */
  public boolean needToken() {
    return token.isPresent();
  }

  /** Whether a text is the access token. */
  boolean isToken(String text) {
    return token.isPresent() && token.get().is(text);
  }

  /** Who sends a request with these headers. */
  Identity identify(HttpFields headers) {
    boolean bearer = token.isEmpty() || token.get().isIn(headers.get(HttpHeader.AUTHORIZATION));
    Optional<Session> known =
        cookies(headers).stream().flatMap(each -> read(each).stream()).findFirst();
    Session session = known.orElseGet(() -> new Session(false, null, nonce(), now()));
    return new Identity(
        new Visitor(bearer || session.signedIn(), session.voter(), csrf(session)),
        session,
        known.isEmpty(),
        bearer);
  }

  /** Whether a form was in a page of this session. */
  boolean isCsrf(Session session, String field) {
    return Signer.isEqual(csrf(session), field);
  }

  private String csrf(Session session) {
    return signer.mac("csrf", session.nonce());
  }

  /** A new session of a visitor who has given the access token. */
  Session signIn(Session before) {
    return new Session(true, before.voter(), nonce(), now());
  }

  /** The value of a {@code Set-Cookie} header that makes a browser keep a session. */
  String cookie(Session session, boolean secure) {
    String payload =
        String.join(
            SEPARATOR,
            session.signedIn() ? signedIn : "",
            session.nonce(),
            String.valueOf(session.since().getEpochSecond()),
            session.voter() == null ? "" : session.voter());
    return cookie(
        signer.sign(SESSION, payload),
        Duration.between(now(), session.since().plus(LIFETIME)).toSeconds(),
        secure);
  }

  /** The value of a {@code Set-Cookie} header that ends the session. */
  static String endedCookie(boolean secure) {
    return cookie("", 0, secure);
  }

  private static String cookie(String value, long seconds, boolean secure) {
    return COOKIE + "=" + value + "; Max-Age=" + seconds + ATTRIBUTES + (secure ? "; Secure" : "");
  }

  private Optional<Session> read(String cookie) {
    return signer
        .verify(SESSION, cookie)
        .map(payload -> payload.split("\\" + SEPARATOR, PARTS))
        .map(
            parts ->
                new Session(
                    token.isPresent() && Signer.isEqual(signedIn, parts[0]),
                    parts[3].isEmpty() ? null : parts[3],
                    parts[1],
                    Instant.ofEpochSecond(Long.parseLong(parts[2]))))
        .filter(session -> now().isBefore(session.since().plus(LIFETIME)));
  }

  private static List<String> cookies(HttpFields headers) {
    List<String> found = new ArrayList<>();
    for (String header : headers.getValuesList(HttpHeader.COOKIE)) {
      for (String cookie : header.split(";")) {
        String[] parts = cookie.strip().split("=", 2);
        if (parts.length == 2 && parts[0].equals(COOKIE)) {
          found.add(parts[1]);
        }
      }
    }
    return found;
  }

  private Instant now() {
    return clock.instant();
  }

  private String nonce() {
    byte[] bytes = new byte[NONCE_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
