package dev.arena.console.http;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpFields;

/** A complete request for an endpoint. For use by one thread at a time. */
public final class ApiRequest {
  private final Map<String, String> segments;
  private final Map<String, String> query;
  private final Map<String, String> form;
  private final Supplier<BodyValue> json;
  private final HttpFields headers;
  private final Visitors.Identity identity;
  private final Map<String, Long> versions;

  /**
   * @param checked what is known by the headers
   * @param query the first value of each parameter
   * @param form the fields; empty without a form
   * @param json parses the body
   * @param versions those of all events, when the request arrived
   */
  ApiRequest(
      RequestChecks.Checked checked,
      Map<String, String> query,
      Map<String, String> form,
      Supplier<BodyValue> json,
      Map<String, Long> versions) {
    this.segments = checked.match().segments();
    this.identity = checked.identity();
    this.query = Map.copyOf(query);
    this.form = Map.copyOf(form);
    this.json = json;
    this.headers = checked.headers();
    this.versions = Map.copyOf(versions);
  }

  /**
   * The body as JSON.
   *
   * @throws ProblemException if it is not JSON
   */
  public BodyValue json() {
    return json.get();
  }

  /** The segment that stands where the endpoint's path has this name in braces, decoded. */
  public String segment(String name) {
    return Optional.ofNullable(segments.get(name)).orElseThrow();
  }

  /** A parameter of the query, decoded; empty if it is missing or has no characters. */
  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
  }

  /** A field of a form, decoded; empty if it is missing or has no characters. */
  public Optional<String> field(String name) {
    return Optional.ofNullable(form.get(name)).filter(value -> !value.isEmpty());
  }

  /** The first header with a name, in any case; empty if it is missing. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** Who sent the request. */
  public Visitor visitor() {
    return identity.visitor();
  }

  /** The session of the browser that sent the request. */
  Visitors.Session session() {
    return identity.session();
  }

  /** Whether the browser has no session yet. */
  boolean beginsSession() {
    return identity.begun();
  }

  HttpFields headers() {
    return headers;
  }

  /**
   * What a page says of the events after which it is loaded again: their names and versions. These
   * are of the time when the request arrived. So the page, which is made after that, is never older
   * than it says, and no later change is missed.
   *
   * @param names of events, separated by spaces
   * @return for example {@code leaderboard:17 votes:0}
   */
  public String live(String names) {
    return Arrays.stream(names.split(" "))
        .map(name -> name + ":" + versions.getOrDefault(name, 0L))
        .collect(Collectors.joining(" "));
  }
}
