package dev.arena.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.console.http.ApiClient;
import dev.arena.console.http.ServedEndpoints;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only the files of pages are served. */
final class AssetsTest {
  private static ServedEndpoints server;
  private static ApiClient client;

  @BeforeAll
  static void start() {
    server = ServedEndpoints.start(List.of(Assets.endpoint()));
    client = server.client();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aFileIsSentUnlessTheBrowserHasIt() throws Exception {
    HttpResponse<String> script = client.get("/assets/console.js");
    assertThat(script.statusCode()).isEqualTo(200);
    assertThat(script.body()).contains("EventSource");
    assertThat(script.headers().firstValue("Content-Type"))
        .contains("text/javascript; charset=utf-8");
    assertThat(script.headers().allValues("Cache-Control")).containsExactly("no-cache");

    String etag = script.headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again =
        client.send(client.to("/assets/console.js").header("If-None-Match", etag).build());
    assertThat(again.statusCode()).isEqualTo(304);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none.js",
        "console",
        "..%2Fframe.mustache.html",
        "..%2FFrame.class",
        "%2Fetc%2Fpasswd",
        "frame.mustache.html",
        "..%5Cconsole.js",
        "console.js%0A.css",
        "console.class"
      })
  void noOtherFileIsServed(String name) throws Exception {
    assertThat(client.get("/assets/" + name).statusCode()).isEqualTo(404);
  }
}
