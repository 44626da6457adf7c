package dev.arena.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.console.http.Endpoint.Access;
import dev.arena.schemas.testing.Eventually;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Visitors sign in and out, choose a pseudonym, and send forms; no other site does so for them. */
final class SignInTest {
  private static final String COOKIE = "Cookie";

  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.withToken(endpoints());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Endpoint[] endpoints() {
    Endpoint.Operation page = request -> completed(Answer.html(request.visitor().toString()));
    return new Endpoint[] {
      Endpoint.get("/", Access.PUBLIC, page),
      Endpoint.get("/vote", Access.SIGN_IN, page),
      Endpoint.form("/vote", Access.SIGN_IN, SignInTest::echo),
      Endpoint.form("/undo", Access.SIGN_IN, SignInTest::echo),
      Endpoint.get("/v1/pairs", Access.TOKEN, page),
      Endpoint.json("/v1/score", page)
    };
  }

  private static CompletableFuture<Answer> echo(ApiRequest request) {
    return completed(Answer.html("voted " + request.field("verdict").orElse("nothing")));
  }

  private static CompletableFuture<Answer> completed(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  /** The CSRF token in a page. */
  private static String csrf(HttpResponse<String> page) {
    return page.body().replaceAll("(?s).*csrf=([-A-Za-z0-9_]+).*", "$1");
  }

  private static String location(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  /** Signs in and returns the cookie. */
  private String signIn() throws Exception {
    HttpResponse<String> form = server.browse("/sign-in");
    return TestServer.cookie(
        server.submit(
            "/sign-in",
            Map.of("csrf", csrf(form), "token", TestServer.TOKEN),
            COOKIE,
            TestServer.cookie(form)));
  }

  @Test
  void aVisitorWhoMustSignInComesBackToThePage() throws Exception {
    String signIn = location(server.browse("/vote?id=a%2Fb&x=1"));
    assertThat(signIn).isEqualTo("/sign-in?next=/vote%3Fid%3Da%252Fb%26x%3D1");
    HttpResponse<String> form = server.browse(signIn);
    assertThat(form.body()).contains("next=/vote?id=a%2Fb&x=1 error=null");
    assertThat(form.headers().firstValue("Set-Cookie").orElseThrow())
        .contains("; HttpOnly", "; SameSite=Strict", "; Path=/")
        .doesNotContain("Secure");

    HttpResponse<String> done =
        server.submit(
            "/sign-in",
            Map.of("csrf", csrf(form), "token", TestServer.TOKEN, "next", "/vote?id=a%2Fb&x=1"),
            COOKIE,
            TestServer.cookie(form));

    assertThat(location(done)).isEqualTo("/vote?id=a%2Fb&x=1");
    HttpResponse<String> page = server.browse("/vote", COOKIE, TestServer.cookie(done));
    assertThat(page.body()).contains("authorized=true");
    assertThat(page.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(location(server.browse("/sign-in?next=/vote", COOKIE, TestServer.cookie(done))))
        .isEqualTo("/vote");
  }

  @Test
  void aWrongTokenIsRefusedOnThePage() throws Exception {
    HttpResponse<String> form = server.browse("/sign-in");
    for (String wrong : List.of("", "x", TestServer.TOKEN + "x", "Bearer " + TestServer.TOKEN)) {
      HttpResponse<String> refused =
          server.submit(
              "/sign-in",
              Map.of("csrf", csrf(form), "token", wrong, "next", "/vote"),
              COOKIE,
              TestServer.cookie(form));

      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("next=/vote error=This is not the access token");
      assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
    }
  }

  @Test
  void manyWrongTokensKeepNobodyWaiting() throws Exception {
    Queue<Runnable> delayed = new ConcurrentLinkedQueue<>();
    try (TestServer attacked = TestServer.withToken(delayed::add, endpoints())) {
      HttpResponse<String> form = attacked.browse("/sign-in");
      String cookie = TestServer.cookie(form);
      String fields = TestServer.encoded(Map.of("csrf", csrf(form), "token", "wrong"));
      List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        waiting.add(attacked.client().sendAsync(attacked.form("/sign-in", fields, COOKIE, cookie)));
      }
      Eventually.holds(() -> delayed.size() == 8, () -> delayed.size() + " are delayed");

      HttpResponse<String> ninth = attacked.submit("/sign-in", fields, COOKIE, cookie);
      assertThat(ninth.statusCode()).isEqualTo(429);
      assertThat(ninth.headers().firstValue("Retry-After")).contains("1");
      assertThat(ninth.headers().firstValue("Set-Cookie")).isEmpty();
      assertThat(attacked.browse("/").statusCode()).isEqualTo(200);
      assertThat(
              location(
                  attacked.submit(
                      "/sign-in",
                      Map.of("csrf", csrf(form), "token", TestServer.TOKEN),
                      COOKIE,
                      cookie)))
          .isEqualTo("/");

      delayed.forEach(Runnable::run);
      for (CompletableFuture<HttpResponse<String>> each : waiting) {
        assertThat(each.get(1, TimeUnit.MINUTES).statusCode()).isEqualTo(403);
      }
      delayed.clear();
      CompletableFuture<HttpResponse<String>> later =
          attacked.client().sendAsync(attacked.form("/sign-in", fields, COOKIE, cookie));
      Eventually.holds(() -> delayed.size() == 1, () -> delayed.size() + " are delayed");
      delayed.forEach(Runnable::run);
      assertThat(later.get(1, TimeUnit.MINUTES).statusCode()).isEqualTo(403);
    }
  }

  @Test
  void noParameterSendsABrowserToAnotherSite() throws Exception {
    HttpResponse<String> form = server.browse("/sign-in");
    for (String next :
        List.of("//attacker.example", "/\\attacker.example", "/\r\nSet-Cookie: a=b", "x")) {
      HttpResponse<String> done =
          server.submit(
              "/sign-in",
              Map.of("csrf", csrf(form), "token", TestServer.TOKEN, "next", next),
              COOKIE,
              TestServer.cookie(form));
      assertThat(location(done)).isEqualTo("/");
      assertThat(done.headers().allValues("Set-Cookie")).hasSize(1);
    }
    assertThat(location(server.browse("/continue?next=//attacker.example"))).isEqualTo("/");
    assertThat(
            server.raw("GET //attacker.example HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 4");
  }

  @Test
  void aFormIsRefusedUnlessItIsFromAPageOfTheSession() throws Exception {
    String mine = signIn();
    HttpResponse<String> page = server.browse("/vote", COOKIE, mine);
    String other = csrf(server.browse("/vote", COOKIE, signIn()));
    String csrf = csrf(page);

    HttpResponse<String> voted =
        server.submit("/vote", Map.of("csrf", csrf, "verdict", "left"), COOKIE, mine);
    assertThat(voted.body()).isEqualTo("voted left");
    for (Map<String, String> fields :
        List.of(
            Map.of("verdict", "left"),
            Map.of("csrf", "", "verdict", "left"),
            Map.of("csrf", other, "verdict", "left"),
            Map.of("csrf", csrf + "x", "verdict", "left"))) {
      HttpResponse<String> refused = server.submit("/vote", fields, COOKIE, mine);
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).startsWith("error page: The form is not from a page");
    }
    assertThat(server.submit("/sign-out", Map.of(), COOKIE, mine).statusCode()).isEqualTo(403);
    assertThat(server.submit("/sign-in", Map.of("token", TestServer.TOKEN)).statusCode())
        .isEqualTo(403);
  }

  @Test
  void aFormOfAnotherSitesPageIsRefused() throws Exception {
    String mine = signIn();
    Map<String, String> fields = Map.of("csrf", csrf(server.browse("/vote", COOKIE, mine)));

    assertThat(server.submit("/vote", fields, COOKIE, mine).statusCode()).isEqualTo(200);
    for (String[] headers :
        List.of(
            new String[] {COOKIE, mine, "Sec-Fetch-Site", "cross-site"},
            new String[] {COOKIE, mine, "Origin", "http://attacker.example"},
            new String[] {COOKIE, mine, "Origin", "null"})) {
      assertThat(server.submit("/vote", fields, headers).statusCode()).isEqualTo(403);
    }
  }

  @Test
  void aFormOfAVisitorWhoHasSignedOutLeadsToTheSignIn() throws Exception {
    assertThat(location(server.submit("/vote", Map.of()))).isEqualTo("/sign-in?next=/vote");
    assertThat(location(server.submit("/undo", Map.of()))).isEqualTo("/sign-in?next=/");
  }

  @Test
  void afterSigningOutTheCookieIsGone() throws Exception {
    String mine = signIn();
    String csrf = csrf(server.browse("/vote", COOKIE, mine));

    HttpResponse<String> done = server.submit("/sign-out", Map.of("csrf", csrf), COOKIE, mine);

    assertThat(location(done)).isEqualTo("/");
    assertThat(done.headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith("arena-session=; Max-Age=0; Path=/");
  }

  @Test
  void aPseudonymIsKeptInTheSession() throws Exception {
    String mine = signIn();
    String csrf = csrf(server.browse("/vote", COOKIE, mine));

    HttpResponse<String> chosen =
        server.submit(
            "/voter", Map.of("csrf", csrf, "voter", " Zoë ", "next", "/vote"), COOKIE, mine);

    assertThat(location(chosen)).isEqualTo("/vote");
    String page = server.browse("/vote", COOKIE, TestServer.cookie(chosen)).body();
    assertThat(page).contains("authorized=true", "voter=Zoë,", "csrf=" + csrf);
    for (String unusable :
        List.of("", " ", "x".repeat(65), "a\u0000b", "a\nb", "a\u202eb", "arena.votes-0-17")) {
      HttpResponse<String> refused =
          server.submit("/voter", Map.of("csrf", csrf, "voter", unusable), COOKIE, mine);
      assertThat(refused.statusCode()).as(unusable).isEqualTo(422);
      assertThat(refused.body()).startsWith("error page: The pseudonym ");
    }
    assertThat(
            server
                .submit("/voter", Map.of("csrf", csrf, "voter", "☃".repeat(64)), COOKIE, mine)
                .statusCode())
        .isEqualTo(303);
  }

  @Test
  void withoutATokenThereIsNoSignInButAPseudonym() throws Exception {
    try (TestServer open = TestServer.start(endpoints())) {
      assertThat(open.browse("/sign-in").statusCode()).isEqualTo(404);
      HttpResponse<String> page = open.browse("/vote");
      assertThat(page.body()).contains("authorized=true", "voter=null");
      HttpResponse<String> chosen =
          open.submit(
              "/voter", Map.of("csrf", csrf(page), "voter", "jo"), COOKIE, TestServer.cookie(page));
      String mine = TestServer.cookie(chosen);
      assertThat(open.browse("/", COOKIE, mine).body()).contains("voter=jo,");
      // the token is set later, with the same key
      assertThat(location(server.browse("/vote", COOKIE, mine))).startsWith("/sign-in");
    }
  }

  @Test
  void aSessionMayReadTheApiButOnlyTheTokenMayWrite() throws Exception {
    String mine = signIn();
    String bearer = "Bearer " + TestServer.TOKEN;

    assertThat(server.client().get("/v1/pairs").statusCode()).isEqualTo(401);
    assertThat(server.browse("/v1/pairs", COOKIE, mine).statusCode()).isEqualTo(200);
    assertThat(server.browse("/v1/pairs", "Authorization", bearer).statusCode()).isEqualTo(200);
    for (String[] header :
        List.of(new String[] {COOKIE, mine}, new String[] {"Authorization", bearer})) {
      HttpRequest write =
          server
              .client()
              .to("/v1/score")
              .headers(header)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString("{}"))
              .build();
      assertThat(server.client().send(write).statusCode())
          .isEqualTo(header[0].equals(COOKIE) ? 401 : 200);
    }
  }

  @Test
  void theCookieIsSecureBehindAProxyWithHttps() throws Exception {
    for (String proto : List.of("https", "HTTPS")) {
      assertThat(server.browse("/", "X-Forwarded-Proto", proto).headers().firstValue("Set-Cookie"))
          .hasValueSatisfying(cookie -> assertThat(cookie).endsWith("; Secure"));
    }
    assertThat(server.browse("/", "X-Forwarded-Proto", "http").headers().firstValue("Set-Cookie"))
        .hasValueSatisfying(cookie -> assertThat(cookie).doesNotContain("Secure"));
  }

  @Test
  void aLinkOfAnotherSiteLeadsToThePageWithTheSession() throws Exception {
    HttpResponse<String> arrived =
        server.browse(
            "/?id=a%2Fb&x=%22%3E", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate");

    assertThat(arrived.headers().firstValue("Set-Cookie"))
        .as("a new session would replace that of the visitor")
        .isEmpty();
    String next = "/continue?next=/%3Fid%3Da%252Fb%26x%3D%2522%253E";
    assertThat(arrived.body())
        .contains("http-equiv=\"refresh\" content=\"0; url=" + next + "\"")
        .doesNotContain("visitor");
    assertThat(location(server.browse(next, "Sec-Fetch-Site", "same-origin")))
        .isEqualTo("/?id=a%2Fb&x=%22%3E");
    HttpResponse<String> page = server.browse("/", "Sec-Fetch-Site", "same-origin");
    assertThat(page.body()).contains("authorized=false");
    assertThat(page.headers().firstValue("Set-Cookie")).isPresent();
    HttpResponse<String> lax =
        server.browse(
            "/", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", COOKIE, signIn());
    assertThat(lax.body()).contains("authorized=true");
  }
}
