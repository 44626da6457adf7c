package dev.arena.console.http;

import dev.arena.models.bundle.Sha256;
import io.javalin.http.Context;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * Reads complete requests, has their endpoints answer them, and sends the answers. Safe for use by
 * many threads.
 */
final class Dispatcher {
  private static final String ETAG = "ETag";

  private final ApiServer.Content content;

  Dispatcher(ApiServer.Content content) {
    this.content = content;
  }

  /** Answers a request that {@link RequestChecks} has passed. */
  void answer(Context context) {
    RequestChecks.Checked checked =
        RequestChecks.of(context.req()::getAttribute)
            .orElseThrow(() -> new ProblemException(Problem.notFound()));
    byte[] body = context.bodyAsBytes();
    boolean isForm = checked.endpoint().body() == Endpoint.Body.FORM;
    Map<String, String> form = isForm ? form(body) : Map.of();
    if (isForm
        && !content
            .visitors()
            .isCsrf(checked.identity().session(), form.getOrDefault("csrf", ""))) {
      throw new ProblemException(Problem.foreignForm());
    }
    ApiRequest request =
        new ApiRequest(
            checked,
            query(context.queryString()),
            form,
            () -> BodyValue.parse(body),
            content.events().versions());
    context.future(
        () ->
            checked
                .endpoint()
                .operation()
                .answer(request)
                .thenAccept(answer -> send(withSession(answer, request, context), context)));
  }

  /** The first value of each parameter. */
  private static Map<String, String> query(@Nullable String query) {
    Map<String, String> first = new HashMap<>();
    UrlEncoding.fields(Objects.requireNonNullElse(query, ""), "query")
        .forEach(field -> first.putIfAbsent(field.name(), field.value()));
    return first;
  }

  private static Map<String, String> form(byte[] body) {
    Map<String, String> form = new HashMap<>();
    for (UrlEncoding.Field field :
        UrlEncoding.fields(UrlEncoding.text(body, "form", "bytes that are not UTF-8"), "form")) {
      if (form.put(field.name(), field.value()) != null) {
        throw UrlEncoding.malformed("form", "a field twice");
      }
    }
    return form;
  }

  /** Begins a session with the first page, because its forms contain the session's CSRF token. */
  private Answer withSession(Answer answer, ApiRequest request, Context context) {
    if (!request.beginsSession() || !answer.isPage() || answer.has(SignIn.SET_COOKIE)) {
      return answer;
    }
    if (RequestChecks.isCrossSite(request.headers())) { // there may be a session that is not sent
      String query = context.queryString();
      return ExternalLink.page(context.path() + (query == null ? "" : "?" + query));
    }
    return answer.withHeader(
        SignIn.SET_COOKIE, content.visitors().cookie(request.session(), SignIn.isSecure(request)));
  }

  private static void send(Answer answer, Context context) {
    answer.headers().forEach(context::header);
    boolean isRead =
        answer.status() == HttpStatus.OK_200 && !context.method().name().equals("POST");
    if (isRead) {
      String etag = answer.headers().getOrDefault(ETAG, etag(answer.body()));
      context.header(ETAG, etag);
      if (matches(context.header("If-None-Match"), etag)) {
        context.status(HttpStatus.NOT_MODIFIED_304);
        return;
      }
    }
    context.status(answer.status()).contentType(answer.contentType()).result(answer.body());
  }

  private static String etag(byte[] body) {
    byte[] hash = Sha256.digest().digest(body);
    return "\"" + Base64.getUrlEncoder().withoutPadding().encodeToString(hash) + "\"";
  }

  private static boolean matches(@Nullable String condition, String etag) {
    return Optional.ofNullable(condition).stream()
        .flatMap(all -> List.of(all.split(",")).stream())
        .map(String::strip)
        .anyMatch(each -> each.equals("*") || each.equals(etag) || each.equals("W/" + etag));
  }
}
