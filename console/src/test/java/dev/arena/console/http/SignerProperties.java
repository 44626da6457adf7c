package dev.arena.console.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;

/** Only what was signed, for the same purpose and with the same key, is accepted. */
final class SignerProperties {
  private static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final Signer SIGNER = Signer.parse(KEY);

  @Property(tries = 300)
  void aSignedTextIsReadBack(@ForAll String payload) {
    String signed = SIGNER.sign("test", payload);

    assertThat(signed).matches("[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]{43}");
    String sent = new String(payload.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    assertThat(SIGNER.verify("test", signed)).contains(sent);
    assertThat(Signer.of(KEY, new SecureRandom()).verify("test", signed)).contains(sent);
  }

  @Property(tries = 300)
  void aChangedTextIsRefused(
      @ForAll String payload,
      @ForAll @IntRange(max = 1_000) int place,
      @ForAll @CharRange(from = ' ', to = '~') char other) {
    String signed = SIGNER.sign("test", payload);
    int at = place % signed.length();
    String changed = signed.substring(0, at) + other + signed.substring(at + 1);

    assertThat(SIGNER.verify("test", changed).isPresent()).isEqualTo(changed.equals(signed));
    assertThat(SIGNER.verify("test", signed.substring(0, at))).isEmpty();
    assertThat(SIGNER.verify("test", signed + other)).isEmpty();
  }

  @Property(tries = 300)
  void anyTextIsReadOrRefused(@ForAll String text) {
    assertThat(SIGNER.verify("test", text)).isEmpty();
  }

  @Example
  void aSignatureIsForOnePurposeAndOneKey() {
    String signed = SIGNER.sign("test", "payload");

    assertThat(SIGNER.verify("tes", signed)).isEmpty();
    assertThat(SIGNER.verify("test2", signed)).isEmpty();
    assertThat(Signer.parse(KEY + "x").verify("test", signed)).isEmpty();
    Signer random = Signer.of(null, new SecureRandom());
    assertThat(random.verify("test", signed)).isEmpty();
    assertThat(random.verify("test", random.sign("test", "payload"))).contains("payload");
    assertThat(Signer.of(null, new SecureRandom()).verify("test", random.sign("test", "payload")))
        .isEmpty();
  }

  @Example
  void aShortKeyIsRefusedAndNoKeyIsShown() {
    assertThatThrownBy(() -> Signer.parse("0123456789abcdef0123456789abcde"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unusable key; expected 32 or more characters");
    assertThat(SIGNER).hasToString("(hidden)");
  }
}
