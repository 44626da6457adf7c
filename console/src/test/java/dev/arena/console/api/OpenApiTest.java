package dev.arena.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arena.console.http.ApiClient;
import dev.arena.models.testing.TinyBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The OpenAPI document describes what is served. */
final class OpenApiTest {
  @TempDir private static Path folder;
  private static HeldApi served;
  private static ApiClient api;
  private static JsonNode document;

  @BeforeAll
  static void start() throws Exception {
    served = new HeldApi(TinyBundle.write(folder.resolve("tiny")), 8);
    served.release();
    api = served.client();
    document = ApiClient.json(api.get("/openapi.json"));
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @Test
  void itsPathsAreThoseOfTheEndpoints() {
    List<String> paths = new ArrayList<>(List.of("/openapi.json"));
    served.endpoints().forEach(endpoint -> paths.add(endpoint.path()));

    assertThat(document.get("paths").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(paths);
  }

  @Test
  void itsExamplesAreAnsweredWithExactlyTheFieldsThatItNames() throws Exception {
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      JsonNode post = path.getValue().get("post");
      if (post != null) {
        JsonNode answer =
            api.answer(path.getKey(), post.at("/requestBody/content/application~1json/example"));
        assertMatches(
            answer, post.at("/responses/200/content/application~1json/schema"), path.getKey());
      }
    }
  }

  @Test
  void aProblemHasTheFieldsThatItNames() throws Exception {
    JsonNode schema =
        document.at("/components/responses/400/content").get("application/problem+json");

    assertMatches(
        ApiClient.json(api.post("/v1/score", "{}")), schema.get("schema"), "a bad request");
  }

  /** Checks types, fields, ranges and constants, the keywords that the document uses of answers. */
  private static void assertMatches(JsonNode value, JsonNode schema, String place) {
    if (schema.has("$ref")) {
      assertMatches(value, document.at(schema.get("$ref").textValue().substring(1)), place);
      return;
    }
    if (schema.has("const")) {
      assertThat(value).as(place).isEqualTo(schema.get("const"));
      return;
    }
    switch (schema.get("type").textValue()) {
      case "object" -> {
        assertThat(value.isObject()).as(place).isTrue();
        for (Map.Entry<String, JsonNode> field : value.properties()) {
          JsonNode described = schema.get("properties").get(field.getKey());
          assertThat(described).as(place + "/" + field.getKey()).isNotNull();
          assertMatches(field.getValue(), described, place + "/" + field.getKey());
        }
        schema
            .get("required")
            .forEach(
                name -> assertThat(value.has(name.textValue())).as(place + " " + name).isTrue());
      }
      case "array" -> {
        assertThat(value.isArray()).as(place).isTrue();
        value.forEach(item -> assertMatches(item, schema.get("items"), place + "/*"));
      }
      case "string" -> assertThat(value.isTextual()).as(place).isTrue();
      case "boolean" -> assertThat(value.isBoolean()).as(place).isTrue();
      case "integer" -> assertThat(value.isInt()).as(place).isTrue();
      case "number" ->
          assertThat(value.doubleValue())
              .as(place)
              .isBetween(schema.get("minimum").doubleValue(), schema.get("maximum").doubleValue());
      default -> throw new AssertionError(place + ": unknown type " + schema);
    }
  }
}
