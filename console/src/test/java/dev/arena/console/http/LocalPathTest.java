package dev.arena.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A browser is never sent to another site. */
class LocalPathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "//attacker.example",
        "///attacker.example",
        "/\\attacker.example",
        "\\/attacker.example",
        "/\t/attacker.example",
        "/\n/attacker.example",
        "https://attacker.example",
        "https:attacker.example",
        "javascript:alert(1)",
        "attacker.example",
        " /vote",
        "/vote\r\nSet-Cookie: arena-session=x",
        "/ä",
        "/a b",
        "/a\u0000",
        "/a\u007f",
      })
  void aPathThatCouldLeadToAnotherSiteBecomesTheFirstPage(String path) {
    assertThat(LocalPath.checked(Optional.of(path))).isEqualTo("/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/vote", "/pair?id=a%2Fb&x=%C3%A4", "/pair/a%5Cb", "/.//x", "/?//x"})
  void anEncodedPathOfThisSiteIsKept(String path) {
    assertThat(LocalPath.checked(Optional.of(path))).isEqualTo(path);
    String query = LocalPath.asQuery("next", path);
    assertThat(query).matches("\\?next=[-A-Za-z0-9/._~%]+");
    assertThat(UrlEncoding.fields(query.substring(1), "query"))
        .containsExactly(new UrlEncoding.Field("next", path));
  }

  @Test
  void aMissingOrVeryLongPathBecomesTheFirstPage() {
    assertThat(LocalPath.checked(Optional.empty())).isEqualTo("/");
    assertThat(LocalPath.checked(Optional.of("/" + "x".repeat(5_000)))).isEqualTo("/");
  }
}
