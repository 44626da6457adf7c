package dev.arena.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.console.http.ApiClient;
import dev.arena.console.topics.TopicStage;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.SharedServers;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two consoles of one cluster, behind a load balancer that sends each request to the other one. */
@Tag("broker")
@ExtendWith(SharedServers.class)
final class TwoConsolesTest {
  private static final String TOKEN = "the-token-of-both-consoles";
  private static final ConversationPair PAIR =
      ConversationPair.newBuilder()
          .setId("p1")
          .setModelA("heron")
          .setModelB("lark")
          .setTurns(List.of(new Turn("Hi", "Hello", "Good day")))
          .build();

  @TempDir private Path folder;

  /** A browser, whose requests go to the consoles in turn. */
  private static final class Browser {
    private final List<ApiClient> consoles;
    private String cookie = "";
    private HttpResponse<String> page;
    private int requests;

    Browser(RunningConsole... consoles) throws Exception {
      this.consoles = List.of(consoles).stream().map(RunningConsole::api).toList();
      this.page = get("/sign-in");
    }

    HttpResponse<String> get(String path) throws Exception {
      return send(nextConsole().to(path));
    }

    /** Submits a form of the page that was loaded last, to the console that it is not from. */
    HttpResponse<String> submit(String path, Map<String, String> fields) throws Exception {
      Map<String, String> all = new HashMap<>(fields);
      all.put("csrf", field("csrf"));
      String form =
          all.entrySet().stream()
              .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), UTF_8))
              .collect(Collectors.joining("&"));
      return send(
          nextConsole()
              .to(path)
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(BodyPublishers.ofString(form)));
    }

    /** The value of a hidden field. */
    String field(String name) {
      Matcher field =
          Pattern.compile("name=\"" + name + "\" value=\"([^\"]+)\"").matcher(page.body());
      assertThat(field.find()).as(page.body()).isTrue();
      return field.group(1);
    }

    private ApiClient nextConsole() {
      return consoles.get(requests++ % consoles.size());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
      page = consoles.get(0).send(request.header("Cookie", cookie).build());
      page.headers()
          .firstValue("Set-Cookie")
          .ifPresent(changed -> cookie = changed.split(";", 2)[0]);
      return page;
    }
  }

  @Test
  void aVisitorMayUseTheOtherOneForEachRequest(LocalServers servers) throws Exception {
    Path bundle = TinyBundle.write(folder.resolve("bundle"));
    try (TopicStage stage = new TopicStage(servers)) {
      stage.createTopics(2);
      stage.send(stage.pairs, "p1", PAIR);
      try (RunningConsole first = start(bundle, stage);
          RunningConsole second = start(bundle, stage)) {
        Browser browser = new Browser(first, second);
        assertThat(browser.submit("/sign-in", Map.of("token", TOKEN)).statusCode()).isEqualTo(303);
        browser.get("/vote");
        assertThat(browser.submit("/voter", Map.of("voter", "u1")).statusCode()).isEqualTo(303);
        Eventually.holds(
            () -> browser.get("/vote").body().contains("name=\"verdict\""),
            () -> "the consoles have not read the pair");

        String token = browser.field("token");
        HttpResponse<String> voted =
            browser.submit("/vote", Map.of("token", token, "verdict", "tie"));
        assertThat(voted.body()).contains("You voted <b>tie</b>");
        assertThat(browser.submit("/vote", Map.of("undo", browser.field("undo"))).body())
            .contains("The vote is withdrawn");

        Eventually.holds(
            () -> live(first).contains("votes:2") && live(second).equals(live(first)),
            () -> "they show " + live(first) + " and " + live(second));
      }
    }
  }

  /** What a page says of the events after which it is loaded again. */
  private static String live(RunningConsole console) {
    try {
      Matcher live =
          Pattern.compile("data-live=\"([^\"]*)\"").matcher(console.api().get("/traffic").body());
      assertThat(live.find()).isTrue();
      return live.group(1);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private static RunningConsole start(Path bundle, TopicStage stage) throws InterruptedException {
    Map<String, String> settings = stage.settings();
    settings.put("arena.start.timeout", "1 m");
    settings.put("arena.registry.register", "true");
    settings.put("arena.console.token", TOKEN);
    settings.put("arena.console.key", "k".repeat(32));
    settings.put("arena.console.texts", "true");
    settings.put("arena.console.voting", "true");
    return RunningConsole.start(bundle, settings);
  }
}
