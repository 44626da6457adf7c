package dev.arena.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.console.http.Endpoint.Access;
import dev.arena.schemas.testing.Eventually;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** More requests of visitors who have not signed in than the server has threads. */
final class AnonymousRequestsTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger held = new AtomicInteger();

  /** An endpoint whose threads wait until the test releases them. */
  private CompletableFuture<Answer> hold(ApiRequest request) {
    held.incrementAndGet();
    try {
      if (!released.await(5, TimeUnit.MINUTES)) {
        throw new AssertionError("the test has not ended");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return page(request);
  }

  private static CompletableFuture<Answer> page(ApiRequest request) {
    return CompletableFuture.completedFuture(Answer.html("page"));
  }

  @Test
  void anonymousRequestsWaitForEachOtherAndKeepNobodyElseWaiting() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> anonymous = new ArrayList<>();
    try (TestServer server =
        TestServer.withToken(
            Endpoint.get("/held", Access.PUBLIC, this::hold),
            Endpoint.get("/page", Access.PUBLIC, AnonymousRequestsTest::page))) {
      for (int i = 0; i < 300; i++) {
        anonymous.add(server.client().sendAsync(server.client().to("/held").build()));
      }
      Eventually.holds(() -> done(anonymous) == 28, () -> done(anonymous) + " are answered");
      Eventually.holds(() -> held.get() == 16, () -> held + " are being answered");
      for (CompletableFuture<HttpResponse<String>> each : anonymous) {
        if (each.isDone()) {
          HttpResponse<String> refused = each.get(1, TimeUnit.MINUTES);
          assertThat(refused.statusCode()).isEqualTo(503);
          assertThat(refused.headers().firstValue("Retry-After")).isPresent();
          assertThat(refused.body()).contains("sign in");
        }
      }

      assertThat(
              server
                  .client()
                  .sendAsync(
                      server
                          .client()
                          .to("/page")
                          .header("Authorization", "Bearer " + TestServer.TOKEN)
                          .build()))
          .succeedsWithin(SOON)
          .returns(200, HttpResponse::statusCode);

      assertThat(held).as("the others wait without a thread").hasValue(16);
      released.countDown();
      int answered = 0;
      for (CompletableFuture<HttpResponse<String>> each : anonymous) {
        answered += each.get(1, TimeUnit.MINUTES).statusCode() == 200 ? 1 : 0;
      }
      assertThat(answered).isEqualTo(16 + 256);
      assertThat(server.browse("/page").statusCode()).isEqualTo(200);
    } finally {
      released.countDown();
    }
  }

  private static long done(List<CompletableFuture<HttpResponse<String>>> requests) {
    return requests.stream().filter(CompletableFuture::isDone).count();
  }
}
