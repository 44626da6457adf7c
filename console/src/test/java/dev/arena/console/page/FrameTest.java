package dev.arena.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.console.http.Problem;
import dev.arena.console.http.Visitor;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What all pages have in common. */
final class FrameTest {
  private static final Frame FRAME = new Frame(Set.of(Tab.LEADERBOARD, Tab.TRAFFIC), true);
  private static final Visitor STRANGER = new Visitor(false, null, "");

  @Test
  void aPageLinksToTheTabsThatTheConsoleHasAndMarksItself() {
    String page = FRAME.page(Tab.TRAFFIC, "Traffic", "traffic", STRANGER, "<p>1</p>");

    assertThat(page)
        .contains("<a href=\"/\">Leaderboard</a>")
        .contains("<a href=\"/traffic\" aria-current=\"page\">Traffic</a>")
        .contains("data-live=\"traffic\"")
        .contains("<p>1</p>")
        .doesNotContain("/vote");
  }

  @Test
  void signInAndSignOutAreOfferedOnlyIfThereIsAToken() {
    Visitor signedIn = new Visitor(true, null, "c\"s");

    assertThat(FRAME.page(null, "x", "", STRANGER, ""))
        .contains("/sign-in")
        .doesNotContain("/sign-out");
    assertThat(FRAME.page(null, "x", "", signedIn, ""))
        .contains("/sign-out", "value=\"c&quot;s\"")
        .doesNotContain("/sign-in");
    assertThat(new Frame(Set.of(), false).page(null, "x", "", signedIn, ""))
        .doesNotContain("/sign-in", "/sign-out");
  }

  @Test
  void anErrorAndASignInShowWhatTheyAreGivenAsText() {
    assertThat(FRAME.error(Problem.unprocessable("<script>x</script>", null)))
        .contains("&lt;script&gt;x", "Unprocessable")
        .doesNotContain("<script>x");
    assertThat(FRAME.error(new Problem(404, "no such pair", null, Map.of())))
        .contains("<h1>Not found</h1>");
    assertThat(FRAME.signIn(new Visitor(false, null, "c1"), "/pair?id=\"><b>", "wrong token"))
        .contains("value=\"c1\"", "value=\"/pair?id=&quot;&gt;&lt;b&gt;\"", "wrong token");
  }
}
