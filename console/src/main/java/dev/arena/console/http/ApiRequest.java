package dev.arena.console.http;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A complete request for an endpoint. For use by one thread at a time. */
public final class ApiRequest {
  private final Map<String, String> segments;
  private final Map<String, String> query;
  private final Map<String, String> form;
  private final Supplier<BodyValue> json;
  private final Map<String, String> headers;
  private final Visitor visitor;

  /**
   * @param segments of the path, by the name in braces
   * @param query the first value of each parameter
   * @param form the first value of each field; empty without a form
   * @param json parses the body
   * @param headers by lower-case name
   */
  ApiRequest(
      Map<String, String> segments,
      Map<String, String> query,
      Map<String, String> form,
      Supplier<BodyValue> json,
      Map<String, String> headers,
      Visitor visitor) {
    this.segments = Map.copyOf(segments);
    this.query = Map.copyOf(query);
    this.form = Map.copyOf(form);
    this.json = json;
    this.headers = Map.copyOf(headers);
    this.visitor = visitor;
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

  /** A header; empty if it is missing. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** Who sent the request. */
  public Visitor visitor() {
    return visitor;
  }
}
