package dev.arena.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.console.http.Visitors.Identity;
import dev.arena.console.http.Visitors.Session;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;

/** A session is known by its cookie, which no client can make or change. */
final class VisitorsTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String TOKEN = "a-token-of-24-characters";
  private static final String KEY = "0123456789abcdef0123456789abcdef";

  private final Visitors visitors = visitors(TOKEN, KEY, NOW);

  private static Visitors visitors(String token, String key, Instant now) {
    return new Visitors(
        Optional.of(token).filter(each -> !each.isEmpty()).map(AccessToken::parse),
        Signer.parse(key),
        Clock.fixed(now, ZoneOffset.UTC),
        new SecureRandom());
  }

  /** Who sends a request with what a browser keeps of a {@code Set-Cookie} header. */
  private static Identity withCookie(Visitors visitors, String setCookie) {
    return visitors.identify(
        HttpFields.build().add("Cookie", "other=1; " + setCookie.split(";")[0] + "; more=x"));
  }

  private String signedIn() {
    Session before = visitors.identify(HttpFields.EMPTY).session();
    return visitors.cookie(visitors.signIn(before), false);
  }

  @Test
  void aVisitorWithoutASessionGetsOneAndIsNotAuthorized() {
    Identity first = visitors.identify(HttpFields.EMPTY);
    assertThat(first.begun()).isTrue();
    assertThat(first.visitor().authorized()).isFalse();
    assertThat(first.visitor().voter()).isNull();

    Identity again = withCookie(visitors, visitors.cookie(first.session(), false));
    assertThat(again.begun()).isFalse();
    assertThat(again.session()).isEqualTo(first.session());
    assertThat(again.visitor()).isEqualTo(first.visitor());
    assertThat(visitors.identify(HttpFields.EMPTY).visitor().csrf())
        .isNotEqualTo(first.visitor().csrf());
  }

  @Test
  void aVisitorWhoHasSignedInIsAuthorizedForTwelveHours() {
    String cookie = signedIn();

    assertThat(cookie).endsWith("; Max-Age=43200; Path=/; HttpOnly; SameSite=Strict");
    assertThat(withCookie(visitors, cookie).visitor().authorized()).isTrue();
    assertThat(withCookie(visitors, cookie).bearer()).isFalse();
    Instant last = NOW.plus(Duration.ofHours(12)).minusSeconds(1);
    assertThat(withCookie(visitors(TOKEN, KEY, last), cookie).visitor().authorized()).isTrue();
    Identity late = withCookie(visitors(TOKEN, KEY, last.plusSeconds(1)), cookie);
    assertThat(late.visitor().authorized()).isFalse();
    assertThat(late.begun()).isTrue();
  }

  @Test
  void aSessionIsValidAfterARestartWithTheSameKeyAndToken() {
    String cookie = signedIn();

    assertThat(withCookie(visitors(TOKEN, KEY, NOW), cookie).visitor().authorized()).isTrue();
    assertThat(withCookie(visitors(TOKEN, KEY + "x", NOW), cookie).begun()).isTrue();
    Identity otherToken = withCookie(visitors(TOKEN + "x", KEY, NOW), cookie);
    assertThat(otherToken.visitor().authorized()).isFalse();
    assertThat(otherToken.begun()).as("the pseudonym is kept").isFalse();
  }

  @Test
  void aSessionFromATimeWithoutATokenIsNotAuthorizedWithOne() {
    Visitors open = visitors("", KEY, NOW);
    Identity everyone = open.identify(HttpFields.EMPTY);
    assertThat(everyone.visitor().authorized()).isTrue();

    String cookie = open.cookie(everyone.session(), false);
    assertThat(withCookie(visitors, cookie).visitor().authorized()).isFalse();
  }

  @Test
  void aChangedCookieIsNoSession() {
    String value = signedIn().split("[=;]")[1];

    for (int i = 0; i < value.length(); i++) {
      char other = value.charAt(i) == 'x' ? 'y' : 'x';
      String changed = value.substring(0, i) + other + value.substring(i + 1);
      assertThat(withCookie(visitors, "arena-session=" + changed).begun()).isTrue();
    }
    for (String other : new String[] {"", ".", "x", "a.b.c", value + "x"}) {
      assertThat(withCookie(visitors, "arena-session=" + other).begun()).isTrue();
    }
  }

  @Test
  void aCookieThatSomeoneElseHasPlantedHidesNoSession() {
    HttpFields both =
        HttpFields.build().add("Cookie", "arena-session=planted; " + signedIn().split(";")[0]);

    assertThat(visitors.identify(both).visitor().authorized()).isTrue();
  }

  @Test
  void signingInMakesAnotherSession() {
    Session before = visitors.identify(HttpFields.EMPTY).session();
    Session after = visitors.signIn(before);

    assertThat(after.nonce()).isNotEqualTo(before.nonce());
    String csrf = withCookie(visitors, visitors.cookie(before, false)).visitor().csrf();
    assertThat(visitors.isCsrf(before, csrf)).isTrue();
    assertThat(visitors.isCsrf(after, csrf)).isFalse();
    assertThat(visitors.isCsrf(before, "")).isFalse();
  }

  @Test
  void aPseudonymOfAnyCharactersIsKept() {
    for (String voter : new String[] {"jo", "a|b|c", "Zoë ☃ 𝄞", "\"; Path=/x", "|"}) {
      Session session = new Session(false, voter, "nonce", NOW);

      String cookie = visitors.cookie(session, true);

      assertThat(cookie).matches("arena-session=[-A-Za-z0-9_.]+; [A-Za-z0-9;=/ -]+; Secure");
      assertThat(withCookie(visitors, cookie).visitor().voter()).isEqualTo(voter);
    }
  }
}
