package dev.arena.console.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;

/**
 * A path that answers JSON with JSON.
 *
 * @param path such as {@code /v1/score}; the method is POST
 * @param operation answers a body
 */
public record Endpoint(String path, Operation operation) {
  /** Answers a body; called by many threads. */
  @FunctionalInterface
  public interface Operation {
    /**
     * Returns without waiting for the model.
     *
     * @throws ProblemException if the body cannot be read or processed
     */
    CompletableFuture<JsonNode> answer(BodyValue body);
  }
}
