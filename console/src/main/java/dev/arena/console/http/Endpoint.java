package dev.arena.console.http;

import java.util.concurrent.CompletableFuture;

/**
 * A path that answers requests of one method.
 *
 * @param method of the requests
 * @param path such as {@code /v1/score}; a segment in braces, such as <code>{id}</code>, stands for
 *     any segment that is not empty
 * @param body what requests contain
 * @param access who may use it
 * @param operation answers requests
 */
public record Endpoint(Method method, String path, Body body, Access access, Operation operation) {
  /** A method of HTTP; a GET endpoint also answers HEAD. */
  public enum Method {
    GET,
    POST
  }

  /** What the body of a request contains. */
  public enum Body {
    /** Nothing. */
    NONE,
    /** A JSON value. */
    JSON,
    /** The fields of a page's form, with the visitor's CSRF token. */
    FORM
  }

  /** Who may use an endpoint, if there is an access token. */
  public enum Access {
    /** Anyone who reaches the server. */
    PUBLIC,
    /** Requests with the token; to read, also visitors who have signed in. Others are refused. */
    TOKEN,
    /** Visitors who have signed in; others are sent to the page where they can. */
    SIGN_IN
  }

  /** Answers requests; called by many threads. */
  @FunctionalInterface
  public interface Operation {
    /**
     * Returns without waiting for the model.
     *
     * @throws ProblemException if the request cannot be read or processed
     */
    CompletableFuture<Answer> answer(ApiRequest request);
  }

  /** A call of the API that answers JSON with JSON, and needs the access token. */
  public static Endpoint json(String path, Operation operation) {
    return new Endpoint(Method.POST, path, Body.JSON, Access.TOKEN, operation);
  }

  /** Something to read. */
  public static Endpoint get(String path, Access access, Operation operation) {
    return new Endpoint(Method.GET, path, Body.NONE, access, operation);
  }

  /** A page's form. */
  public static Endpoint form(String path, Access access, Operation operation) {
    return new Endpoint(Method.POST, path, Body.FORM, access, operation);
  }
}
