package dev.arena.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.failure.UsageException;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * No part of a password is shown, wherever its URL appears and whatever characters the password
 * contains.
 */
final class SecretsProperties {
  private static final int PART = 4;
  private static final ConfigTable TABLE =
      ConfigTable.of(
              List.of(
                  ConfigKey.optional(
                      "some.url",
                      ConfigType.text("nothing", Pattern.compile("(?!)")),
                      "nothing",
                      "Refuses every value.")))
          .passingThrough("registry.", "the registry's client");

  /** A password, and the text of the URLs before and after it. */
  record Secret(String before, String password, String after) {
    String text() {
      return before + password + after;
    }
  }

  @Property(tries = 2000)
  void aPasswordInAUrlIsNotShown(@ForAll("secrets") Secret secret) {
    Configuration configuration =
        TABLE.resolve(
            ConfigSources.none().withAssignments(List.of("registry.url=" + secret.text())));

    assertNotShown(secret, configuration.toString());
  }

  @Property(tries = 500)
  void aPasswordInAUrlThatIsRefusedIsNotShown(@ForAll("secrets") Secret secret) {
    String message = "";
    try {
      TABLE.resolve(ConfigSources.none().withAssignments(List.of("some.url=" + secret.text())));
    } catch (UsageException refused) {
      message = refused.getMessage();
    }

    assertThat(message).contains("expected nothing");
    assertNotShown(secret, message);
  }

  @Provide
  Arbitrary<Secret> secrets() {
    Arbitrary<String> tricky =
        Arbitraries.strings().withChars("ab1@/:?#%,&+[]\\\" ").ofMinLength(PART).ofMaxLength(30);
    Arbitrary<String> separators =
        Arbitraries.of("p@ss,http://word@x", "12/34@56", "a://bcde", "%40%2F%zz");
    Arbitrary<String> any = Arbitraries.strings().ofMinLength(PART).ofMaxLength(30);
    return Combinators.combine(
            Arbitraries.of("http://me:", "https://me:", "http://b:1,http://me:", "me:"),
            Arbitraries.oneOf(tricky, separators, any),
            Arbitraries.of("@r:8081", "@r:8081/apis/ccompat/v7", "@r,http://b:8081"))
        .as(Secret::new)
        .filter(secret -> !secret.password().contains("${"));
  }

  private static void assertNotShown(Secret secret, String shown) {
    Assume.that(!shown.isEmpty());
    String around = "some.url registry.url --set " + secret.before() + secret.after();
    for (int i = 0; i + PART <= secret.password().length(); i++) {
      String part = secret.password().substring(i, i + PART);
      if (!around.contains(part) && !part.isBlank()) {
        assertThat(shown).doesNotContain(part);
      }
    }
  }
}
