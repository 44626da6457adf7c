package dev.arena.console.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;

/** Any bytes are a body or a problem, and a pointer leads to its value. */
final class BodyValueProperties {
  @Property(tries = 500)
  void anyBytesAreABodyOrAProblem(@ForAll @Size(max = 60) byte[] bytes) {
    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> BodyValue.parse(bytes));

    if (refused != null) {
      assertThat(refused.problem().status()).isEqualTo(400);
    }
  }

  @Property(tries = 500)
  void aPointerLeadsToItsValue(@ForAll @NotEmpty String name) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      return; // JSON in UTF-8 cannot hold this name
    }
    byte[] body =
        JsonNodeFactory.instance
            .objectNode()
            .put(name, 7)
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    BodyValue value = BodyValue.parse(body);

    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> value.get(name).text());

    String pointer = Objects.requireNonNull(refused.problem().pointer());
    assertThat(pointer).matches("#/[-A-Za-z0-9._~%]+");
    String decoded = URLDecoder.decode(pointer.substring(1), StandardCharsets.UTF_8);
    assertThat(JsonPointer.compile(decoded).getMatchingProperty()).isEqualTo(name);
  }
}
