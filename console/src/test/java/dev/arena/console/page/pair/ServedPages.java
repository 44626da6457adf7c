package dev.arena.console.page.pair;

import dev.arena.console.api.ApiModel;
import dev.arena.console.api.RunningModel;
import dev.arena.console.http.AccessToken;
import dev.arena.console.http.ApiClient;
import dev.arena.console.http.ApiServer;
import dev.arena.console.http.Endpoint;
import dev.arena.console.http.Events;
import dev.arena.console.http.ServedEndpoints;
import dev.arena.console.http.SignIn;
import dev.arena.console.http.Signer;
import dev.arena.console.http.Visitors;
import dev.arena.console.page.Frame;
import dev.arena.console.page.Tab;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.testing.TinyBundle;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A server of pages, with a token, and a small model. */
final class ServedPages implements AutoCloseable {
  private static final String TOKEN = "0123456789abcdef";

  private final RunningModel running;
  private final ServedEndpoints server;
  private final ApiClient client;

  /**
   * @param folder for the bundle
   * @param endpoints what is served
   */
  ServedPages(Path folder, BiFunction<Frame, ApiModel, List<Endpoint>> endpoints) {
    this.running = new RunningModel(TinyBundle.write(folder.resolve("tiny")));
    Frame frame = new Frame(EnumSet.allOf(Tab.class), true);
    Visitors visitors =
        new Visitors(
            Optional.of(AccessToken.parse(TOKEN)),
            Signer.of(null, new SecureRandom()),
            Clock.systemUTC(),
            new SecureRandom());
    List<Endpoint> all = new ArrayList<>(endpoints.apply(frame, running.model()));
    all.addAll(SignIn.endpoints(visitors, frame::signIn, Runnable::run));
    this.server =
        ServedEndpoints.start(
            new ApiServer.Content(all, visitors, 64, frame::error, new Events()),
            (path, status, nanos) -> {});
    this.client = server.client();
  }

  PreferenceScorer scorer() {
    return running.scorer();
  }

  /** What a visitor gets who has not signed in. */
  HttpResponse<String> asStranger(String path) throws IOException, InterruptedException {
    return client.send(client.to(path).header("Accept", "text/html").build());
  }

  /** What a visitor gets who may see texts. */
  HttpResponse<String> authorized(String path) throws IOException, InterruptedException {
    return client.send(client.to(path).header("Authorization", "Bearer " + TOKEN).build());
  }

  /** The browser of a visitor who has signed in. */
  Browser signedIn() throws IOException, InterruptedException {
    Browser browser = new Browser();
    browser.get("/sign-in");
    browser.post("/sign-in", Map.of("token", TOKEN, "next", "/x"));
    return browser;
  }

  @Override
  public void close() {
    server.close();
    running.close();
  }

  /** A browser that keeps a cookie, and sends the token of the last page's forms. */
  final class Browser {
    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

    private String cookie = "";
    private String csrf = "";

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
      return received(
          client.send(
              client.to(path).header("Accept", "text/html").header("Cookie", cookie).build()));
    }

    HttpResponse<String> post(String path, Map<String, String> fields)
        throws IOException, InterruptedException {
      String form =
          fields.entrySet().stream()
              .map(each -> each.getKey() + "=" + encoded(each.getValue()))
              .collect(Collectors.joining("&", "csrf=" + encoded(csrf) + "&", ""));
      return received(
          client.send(
              client
                  .to(path)
                  .header("Accept", "text/html")
                  .header("Cookie", cookie)
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(BodyPublishers.ofString(form))
                  .build()));
    }

    private HttpResponse<String> received(HttpResponse<String> answer) {
      answer
          .headers()
          .firstValue("Set-Cookie")
          .ifPresent(set -> cookie = set.substring(0, set.indexOf(';')));
      Matcher field = CSRF.matcher(answer.body());
      if (field.find()) {
        csrf = field.group(1);
      }
      return answer;
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
  }
}
