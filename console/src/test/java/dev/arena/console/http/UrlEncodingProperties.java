package dev.arena.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URLEncoder;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What was encoded is decoded, and anything else is text or a problem. */
final class UrlEncodingProperties {
  @Property(tries = 300)
  void fieldsAreReadAsTheyWereWritten(@ForAll List<String> values) {
    String encoded =
        values.stream()
            .map(value -> URLEncoder.encode(value, UTF_8) + "=" + URLEncoder.encode(value, UTF_8))
            .collect(Collectors.joining("&"));

    assertThat(UrlEncoding.fields(encoded, "form"))
        .isEqualTo(
            values.stream()
                .map(UrlEncodingProperties::inUtf8)
                .map(value -> new UrlEncoding.Field(value, value))
                .toList());
  }

  @Property(tries = 300)
  void aSegmentIsReadAsItWasWritten(@ForAll String text) {
    assertThat(UrlEncoding.segment(URLEncoder.encode(text, UTF_8).replace("+", "%20")))
        .isEqualTo(inUtf8(text));
  }

  /** A surrogate without its partner cannot be sent. */
  private static String inUtf8(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }

  @Property(tries = 300)
  void anyTextIsReadOrRefused(@ForAll String text) {
    ProblemException refused =
        catchThrowableOfType(
            ProblemException.class,
            () -> Stream.of("", "%", "%4").forEach(end -> UrlEncoding.fields(text + end, "form")));

    assertThat(refused.problem().status()).isEqualTo(400);
  }

  @Example
  void partsOfAFieldMayBeMissing() {
    assertThat(UrlEncoding.fields("a&b=&=c&&d=e=f", "form"))
        .containsExactly(
            new UrlEncoding.Field("a", ""),
            new UrlEncoding.Field("b", ""),
            new UrlEncoding.Field("", "c"),
            new UrlEncoding.Field("d", "e=f"));
  }

  @Example
  void aThousandFieldsAreTheMost() {
    assertThat(UrlEncoding.fields("a=1" + "&a=1".repeat(999), "form")).hasSize(1_000);

    for (String many : List.of("a=1" + "&a=1".repeat(1_000), "&".repeat(500_000))) {
      ProblemException refused =
          catchThrowableOfType(ProblemException.class, () -> UrlEncoding.fields(many, "form"));
      assertThat(refused).hasMessageContaining("more than 1,000 fields");
    }
  }
}
