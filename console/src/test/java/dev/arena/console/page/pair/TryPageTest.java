package dev.arena.console.page.pair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.Score;
import dev.arena.models.testing.TinyBundle;
import dev.arena.statistics.FigureText;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that scores texts that a visitor enters, over HTTP. */
final class TryPageTest {
  @TempDir private static Path folder;
  private static ServedPages pages;
  private static ServedPages.Browser browser;

  @BeforeAll
  static void start() throws Exception {
    pages = new ServedPages(folder, TryPage::endpoints);
    browser = pages.signedIn();
    browser.get("/try");
  }

  @AfterAll
  static void stop() {
    pages.close();
  }

  @Test
  void aStrangerIsSentToTheSignIn() throws Exception {
    HttpResponse<String> answer = pages.asStranger("/try");

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location").orElse("")).startsWith("/sign-in?next=");
  }

  @Test
  void theResultIsTheScoreOfTheTextsWithItsReasons() throws Exception {
    Score expected =
        pages.scorer().score(TinyBundle.pair("1", "line one\nline two", "answer a", "answer b"));

    String page = result("line one\r\nline two", "answer a", "answer b", "");

    assertThat(page)
        .contains(FigureText.percent(expected.probabilities().a()))
        .contains(FigureText.percent(expected.probabilities().b()))
        .contains("It read %d tokens".formatted(expected.tokens()), TinyBundle.MODEL)
        .contains("language_and_symbols", "constant")
        .contains(">\nline one\nline two</textarea>", ">\nanswer a</textarea>")
        .doesNotContain("What sentences add");
  }

  @Test
  void sentencesAreExplainedOnRequest() throws Exception {
    assertThat(result("p", "First one. Second one.", "Only one.", "sentences"))
        .contains("What sentences add", "<mark class=")
        .contains("Second one.");
  }

  @Test
  void theSidesCanBeSwapped() throws Exception {
    assertThat(result("p", "first", "second", "swapped"))
        .containsSubsequence("id=\"a\"", "second</textarea>", "id=\"b\"", "first</textarea>");
  }

  @Test
  void theReasonsAreAlsoCsv() throws Exception {
    HttpResponse<String> answer =
        browser.post("/try", Map.of("prompt", "p", "a", "x", "b", "y", "show", "csv"));

    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
    assertThat(answer.body()).startsWith("part,response,turn,text,logit,tie_logit\nlength,");
  }

  @Test
  void enteredMarkupStaysText() throws Exception {
    String malicious = "</textarea><script>alert(1)</script>";

    String page = result(malicious, malicious + ".", malicious + "\u0000\u202E", "sentences");

    assertThat(page)
        .doesNotContain("<script>alert", "\u0000")
        .contains("&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
  }

  @Test
  void anExampleIsThereToStartWith() throws Exception {
    assertThat(browser.get("/try?example=1").body()).contains("17 times 24");
    assertThat(browser.get("/try").body()).doesNotContain("17 times 24");
  }

  @Test
  void emptyTextsAreScoredAsTheApiScoresThem() throws Exception {
    assertThat(result("", "", "", "")).contains("Prediction and reasons");
  }

  private static String result(String prompt, String a, String b, String show) throws Exception {
    HttpResponse<String> answer =
        browser.post("/try", Map.of("prompt", prompt, "a", a, "b", b, "show", show));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }
}
