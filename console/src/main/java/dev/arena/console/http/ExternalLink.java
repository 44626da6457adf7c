package dev.arena.console.http;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What happens when a browser follows a link of another site to a page. It does not send the
 * session's cookie, as SameSite=Strict says. The answer is a page that loads the wanted one at
 * once, now from this site, so with the cookie. Otherwise a visitor who has signed in would have to
 * sign in again.
 */
final class ExternalLink {
  /** Another path than the page's, because a browser may load the same one as it did before. */
  private static final String PATH = "/continue";

  private ExternalLink() {}

  /** Sends the browser on to the wanted page. */
  static Endpoint endpoint() {
    return Endpoint.get(
        PATH,
        Endpoint.Access.PUBLIC,
        request ->
            CompletableFuture.completedFuture(
                Answer.redirect(LocalPath.checked(request.query("next")))));
  }

  /**
   * The page that loads the wanted one.
   *
   * @param wanted its path and query, encoded as in a request
   */
  static Answer page(String wanted) {
    String next = PATH + LocalPath.asQuery("next", LocalPath.checked(Optional.of(wanted)));
    return Answer.html(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=%1$s"><title>Arena</title></head>
        <body><p><a href="%1$s">Continue to Arena</a></p></body>
        </html>
        """
            .formatted(next));
  }
}
