package dev.arena.dist.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.testing.Eventually;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** People look at the console of a running stack, and vote there. */
@Tag("broker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // the pictures show the sample alone
final class ConsoleBrowserTest {
  private static final Path ROOT = Path.of(System.getProperty("arena.root"));
  private static final int SAMPLE = 30;

  /** Whether the pictures of the documents are written. */
  private static final boolean WRITING = Boolean.getBoolean("arena.docs.write");

  /** Would set {@code window.executed} if a page rendered it as markup. */
  private static final List<String> MALICIOUS =
      List.of(
          "<script>window.executed=1</script>",
          "\"><img src=x onerror=window.executed=1>",
          "'><svg onload=window.executed=1>",
          "</textarea></title></style><script>window.executed=1</script>",
          "<a href=javascript:window.executed=1>x</a><iframe srcdoc='<script>parent.executed=1</script>'>",
          "{{{csrf}}} ${7*7} <!--#exec cmd=ls--> ]]><script>window.executed=1</script>",
          "\u202Eevil\u2066 \u0000 \uD800 <base href=//example.org>",
          "&lt;script&gt;window.executed=1&lt;/script&gt;",
          "<meta http-equiv=refresh content='0;url=javascript:window.executed=1'>");

  private Path folder;
  private ConsoleStack stack;
  private Chromium browser;
  private ChromeDriver driver;
  private Path bundle;
  private long votes;

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    browser = Chromium.start();
    driver = browser.driver();
    bundle = WRITING ? ROOT.resolve("models/default") : TinyBundle.write(folder.resolve("bundle"));
    stack = new ConsoleStack(folder, bundle);
    send(ROOT.resolve("examples/votes.csv"), SAMPLE);
  }

  private void send(Path file, int rows) throws Exception {
    stack.replay(file);
    votes += rows;
    stack.awaitVotes(votes);
  }

  @AfterAll
  void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  @Order(1)
  void everyPageIsAccessibleInEveryWidthAndColour() throws Exception {
    vote("reader");
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("leaderboard", "/");
    pages.put("pairs", "/pair");
    pages.put("pair", "/pair?id=vote-02&sentences=true");
    pages.put("scorer", "/scorer");
    pages.put("traffic", "/traffic");
    pages.put("vote", "/vote");
    pages.put("try", "/try?example=1");
    pages.put("missing", "/nothing/here");
    for (Map.Entry<String, String> page : pages.entrySet()) {
      for (int width : List.of(1280, 390)) {
        for (boolean dark : List.of(false, true)) {
          browser.emulate(width, width == 390 ? 844 : 900, dark);
          open(page.getValue());
          if (page.getKey().equals("try")) {
            click("button.primary");
          }
          String name = "console-%s-%d-%s".formatted(page.getKey(), width, dark ? "dark" : "light");
          keep(name);
          assertThat(browser.violations()).as(name).isEmpty();
          assertThat(browser.overflow()).as("%s is wider than the screen", name).isZero();
        }
      }
    }
  }

  /** Writes a picture of the page, for the documents if they are being written. */
  private void keep(String name) throws IOException {
    Path pictures =
        WRITING && !name.contains("missing")
            ? ROOT.resolve("docs/pictures/console")
            : ROOT.resolve("dist/target/console");
    Files.write(Files.createDirectories(pictures).resolve(name + ".png"), browser.screenshot());
  }

  @Test
  void aVoteCastWithTheKeyboardMovesTheBoardOfAnotherReader() throws Exception {
    try (Chromium reader = Chromium.start()) {
      reader.driver().get(stack.url("/"));
      browser.emulate(1280, 900, false);
      open("/vote");
      name("keyboard");

      long before = System.nanoTime();
      driver.switchTo().activeElement().sendKeys("1");
      votes++;
      await("You voted");
      long stored = System.nanoTime();
      Eventually.holds(() -> tile(reader, votes), () -> text(reader.driver()));
      Files.writeString(
          Files.createDirectories(ROOT.resolve("dist/target/console")).resolve("vote.txt"),
          "stored after %.0f ms, on the board of another reader after %.0f ms%n"
              .formatted((stored - before) / 1e6, (System.nanoTime() - before) / 1e6));

      driver.switchTo().activeElement().sendKeys("u");
      votes--;
      Eventually.holds(() -> tile(reader, votes), () -> text(reader.driver()));
    }
  }

  /** Whether the tile that counts votes has this number; a script, because the page changes. */
  private static boolean tile(Chromium reader, long count) {
    return Boolean.TRUE.equals(
        reader
            .driver()
            .executeScript(
                "return [...document.querySelectorAll('dl.tiles dd.value')].some(each => each.textContent === arguments[0])",
                String.valueOf(count)));
  }

  @Test
  void withoutJavaScriptFormsVote() throws Exception {
    try (Chromium plain = Chromium.start()) {
      plain
          .driver()
          .executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
      plain.driver().get(stack.url("/vote"));
      plain.driver().findElement(By.id("voter")).sendKeys("without-script");
      plain.driver().findElement(By.cssSelector("button.primary")).click();
      plain.driver().findElement(By.cssSelector("button[value=tie]")).click();
      assertThat(plain.driver().findElement(By.tagName("main")).getText()).contains("You voted");
      votes++;
      stack.awaitVotes(votes);
    }
  }

  @Test
  void maliciousTextsAreTextOnEveryPage() throws Exception {
    StringBuilder csv =
        new StringBuilder(
            "id,model_a,model_b,prompt,response_a,response_b,winner_model_a,winner_model_b,winner_tie,voter\n");
    for (int i = 0; i < MALICIOUS.size(); i++) {
      String text = quoted(MALICIOUS.get(i));
      csv.append(
          "%s,%s,%s,%s,%s,%s,%d,%d,0,%s\n"
              .formatted(
                  quoted("malicious-" + i + MALICIOUS.get(i)),
                  quoted("m" + i % 3 + MALICIOUS.get(i % 3)),
                  quoted("n" + i % 2 + MALICIOUS.get(3 + i % 2)),
                  text,
                  text,
                  text,
                  i % 2,
                  1 - i % 2,
                  text));
    }
    send(Files.writeString(folder.resolve("malicious.csv"), csv), MALICIOUS.size());

    browser.emulate(1280, 900, false);
    for (String path : List.of("/", "/pair", "/scorer", "/traffic")) {
      open(path);
      assertNothingExecuted(path);
    }
    for (int i = 0; i < MALICIOUS.size(); i++) {
      String id = "malicious-" + i + MALICIOUS.get(i);
      open("/pair?id=" + URLEncoder.encode(id, UTF_8) + "&sentences=true");
      assertNothingExecuted(id);
      open("/try");
      driver.executeScript(
          "for (const each of document.querySelectorAll('textarea')) each.value = arguments[0]",
          MALICIOUS.get(i).replaceAll("[\\x00\\uD800]", ""));
      click("button[value=sentences]");
      assertNothingExecuted("try " + id);
    }
    open("/vote");
    name(MALICIOUS.get(0).substring(0, 30));
    for (int i = 0; i < SAMPLE + MALICIOUS.size(); i++) {
      assertNothingExecuted("vote");
      click("button[value=skip]");
    }
  }

  private static String quoted(String text) {
    String stored = text.replace("\uD800", "?");
    return '"' + stored.replace("\"", "\"\"") + '"';
  }

  private void assertNothingExecuted(String page) {
    assertThat(driver.executeScript("return window.executed")).as(page).isNull();
    assertThat(
            driver.executeScript(
                "return [...document.querySelectorAll('main script:not([src^=\"/assets/\"]), img, iframe, base, meta[http-equiv], [onerror], [onload], a[href^=\"javascript:\"]')].map(each => each.outerHTML)"))
        .as(page)
        .isEqualTo(List.of());
    assertThat(driver.getCurrentUrl()).startsWith(stack.url("/"));
  }

  @Test
  void anOpenPageFollowsTheBoardAfterTheConsoleWasKilledAndStartedAgain() throws Exception {
    try (Chromium reader = Chromium.start()) {
      reader.driver().get(stack.url("/"));
      assertThat(tile(reader, votes)).as(text(reader.driver())).isTrue();
      stack.restartConsole(bundle);
      stack.awaitVotes(votes);
      vote("after-restart");
      Eventually.holds(() -> tile(reader, votes), () -> text(reader.driver()));
    }
  }

  /** Votes under a pseudonym, and waits until the board counts the vote. */
  private void vote(String voter) throws Exception {
    open("/vote");
    name(voter);
    click("button[value=left]");
    await("You voted");
    votes++;
    stack.awaitVotes(votes);
  }

  /** Chooses a pseudonym with the keyboard, if none was chosen. */
  private void name(String voter) throws Exception {
    driver.manage().deleteAllCookies();
    open("/vote");
    WebElement field = driver.findElement(By.id("voter"));
    field.sendKeys(voter, Keys.ENTER);
    await("You vote as");
  }

  private void open(String path) {
    driver.get(stack.url(path));
  }

  private void click(String selector) {
    driver.findElement(By.cssSelector(selector)).click();
  }

  private void await(String text) throws Exception {
    Eventually.holds(() -> text(driver).contains(text), () -> text(driver));
  }

  private static String text(ChromeDriver page) {
    return String.valueOf(page.executeScript("return document.querySelector('main').innerText"));
  }
}
