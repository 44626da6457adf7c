package dev.arena.kafka.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RegistryUrlsTest {
  @Property(tries = 300)
  void anyPasswordIsDecodedFromItsPercentEscapes(
      @ForAll @StringLength(min = 1, max = 30) String password) {
    String escaped =
        URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
    RegistryUrls urls =
        RegistryUrls.parse("https://me:%s@r:8081/v7,https://me:%s@s".formatted(escaped, escaped));

    assertThat(urls.userInfo())
        .isEqualTo(
            "me:" + new String(password.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    assertThat(urls.text()).isEqualTo("https://r:8081/v7,https://s");
    assertThat(urls).hasToString("https://(hidden)@s");
  }

  @Test
  void aUrlWithoutAUserIsShownAsItIs() {
    RegistryUrls urls =
        RegistryUrls.parse("http://my_registry:8081/apis/ccompat/v7,http://[::1]:1");

    assertThat(urls.userInfo()).isNull();
    assertThat(urls).hasToString("http://my_registry:8081/apis/ccompat/v7,http://[::1]:1");
    assertThat(urls.text()).isEqualTo(urls.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry:8081",
        "ftp://registry",
        "http://",
        "http://me:pass/word@r:8081",
        "http://me:12/34@r:8081",
        "http://me:12?34@r:8081",
        "http://me:pass#word@r:8081",
        "http://me:pass%zz@r:8081",
        "http://r:port",
        "http://r,",
        "http://me:a@r,http://you:b@s",
        "http://me:a@r,http://s"
      })
  void whatIsNotTheUrlOfARegistryIsRefused(String text) {
    assertThatThrownBy(() -> RegistryUrls.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPasswordMayHoldAnAtSign() {
    assertThat(RegistryUrls.parse("http://me:p@ss@r:8081").userInfo()).isEqualTo("me:p@ss");
  }
}
