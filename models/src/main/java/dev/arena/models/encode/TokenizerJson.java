package dev.arena.models.encode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A {@code tokenizer.json} in which no text is a special token: those that the file adds are taken
 * out, so that {@code [SEP]} in an answer is read as the letters that it is. The tokens around a
 * text stay, for the file names them by id.
 */
final class TokenizerJson {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final ObjectNode root;
  private final Map<String, Integer> special = new LinkedHashMap<>();
  private int largestToken;

  private TokenizerJson(ObjectNode root) {
    this.root = root;
    JsonNode model = root.path("model");
    JsonNode vocabulary = model.path("vocab");
    if (vocabulary.isArray()) {
      largestToken = vocabulary.size() - 1;
    } else {
      vocabulary.forEach(id -> largestToken = Math.max(largestToken, id.intValue()));
    }
    if (root.path("added_tokens") instanceof ArrayNode added) {
      takeOutSpecialTokens(added);
    }
    special
        .entrySet()
        .removeIf(
            token ->
                token.getKey().equals(model.path("unk_token").asText())
                    || token.getValue() == model.path("unk_id").asInt(-1));
  }

  static TokenizerJson read(InputStream in) throws IOException {
    if (MAPPER.readTree(in) instanceof ObjectNode root) {
      return new TokenizerJson(root);
    }
    throw new IOException("not a JSON object");
  }

  private void takeOutSpecialTokens(ArrayNode added) {
    for (Iterator<JsonNode> tokens = added.iterator(); tokens.hasNext(); ) {
      JsonNode token = tokens.next();
      int id = token.path("id").intValue();
      if (token.path("special").booleanValue()) {
        special.put(token.path("content").asText(), id);
        tokens.remove();
      } else {
        largestToken = Math.max(largestToken, id);
      }
    }
  }

  /** The file as changed. */
  InputStream text() throws IOException {
    return new ByteArrayInputStream(MAPPER.writeValueAsBytes(root));
  }

  /** The file as changed, read; not to be changed. */
  JsonNode root() {
    return root;
  }

  /** Ids of the special tokens by their text, but for that of unknown words. */
  Map<String, Integer> special() {
    return special;
  }

  /** No text has a larger token. */
  int largestToken() {
    return largestToken;
  }
}
