package dev.arena.console.page;

import dev.arena.console.http.Answer;
import dev.arena.console.http.ApiRequest;
import dev.arena.console.http.Endpoint;
import dev.arena.console.http.Problem;
import dev.arena.console.http.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpStatus;

/** The files that pages load: styles, scripts and pictures among this package's resources. */
public final class Assets {
  private static final Map<String, String> CONTENT_TYPES =
      Map.of(
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png");

  /** Without a path: a name cannot lead to another folder. */
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*\\.([a-z]+)");

  private Assets() {}

  /** Serves the files; a browser asks each time whether its copy is the current one. */
  public static Endpoint endpoint() {
    return Endpoint.get(
        "/assets/{name}",
        Endpoint.Access.PUBLIC,
        request -> CompletableFuture.completedFuture(answer(request)));
  }

  private static Answer answer(ApiRequest request) {
    Matcher name = NAME.matcher(request.segment("name"));
    if (!name.matches() || !CONTENT_TYPES.containsKey(name.group(1))) {
      throw missing();
    }
    try (InputStream file = Assets.class.getResourceAsStream("assets/" + name.group())) {
      if (file == null) {
        throw missing();
      }
      return new Answer(
          HttpStatus.OK_200,
          CONTENT_TYPES.get(name.group(1)),
          file.readAllBytes(),
          Map.of("Cache-Control", "no-cache"));
    } catch (IOException partOfTheJar) {
      throw new UncheckedIOException(partOfTheJar);
    }
  }

  private static ProblemException missing() {
    return new ProblemException(Problem.notFound("There is no such file of the pages."));
  }
}
