package dev.arena.console.http;

import dev.arena.models.UnscorablePairException;
import dev.arena.schemas.failure.DeviceException;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says with which problem a failure is answered, and logs one that is not the client's fault;
 * without its message, which can quote a text.
 */
public final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /** The problem with which a failure of an endpoint is answered. */
  public static Problem problem(Throwable failure) {
    if (failure instanceof CompletionException && failure.getCause() != null) {
      return problem(failure.getCause());
    }
    if (failure instanceof ProblemException refused) {
      return refused.problem();
    }
    if (failure instanceof HttpResponseException refused) {
      return Problem.of(refused.getStatus());
    }
    if (failure instanceof UnscorablePairException unscorable) {
      return Problem.unprocessable(
          "The model has no valid answer: " + unscorable.getMessage() + ".", null);
    }
    if (failure instanceof RejectedExecutionException || failure instanceof InterruptedException) {
      return Problem.unavailable("The console is stopping. Send the request again later.");
    }
    if (failure instanceof TimeoutException) {
      LOG.warn("The model has not answered within {} s", ApiServer.ANSWER_TIMEOUT.toSeconds());
      return Problem.unavailable(
          "The model has not answered within %d s. Send the request again later, or fewer at a time."
              .formatted(ApiServer.ANSWER_TIMEOUT.toSeconds()));
    }
    if (failure instanceof DeviceException) { // logged once for each batch
      return Problem.unavailable(
          "The device on which the model runs has failed; the console tries it again. Send the request again later, and look at /health/ready.");
    }
    if (failure instanceof IOException gone) {
      LOG.debug("A client has disconnected", gone);
      return Problem.of(HttpStatus.BAD_REQUEST_400);
    }
    LOG.warn(
        "A request could not be answered: {} at {}",
        failure.getClass().getName(),
        List.of(failure.getStackTrace()));
    return Problem.of(HttpStatus.INTERNAL_SERVER_ERROR_500);
  }
}
