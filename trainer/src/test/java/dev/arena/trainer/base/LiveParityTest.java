package dev.arena.trainer.base;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.PairCsvReader;
import dev.arena.schemas.csv.PairReader;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.safetensors.SafetensorsWriter;
import dev.arena.trainer.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Compares results with those of the installed transformers library, on votes stored beside the
 * checkout.
 */
@Tag("slow")
@Timeout(value = 20, unit = TimeUnit.MINUTES) // loads Python's libraries, possibly from a cold disk
class LiveParityTest {
  private static final Path VOTES =
      PythonReference.ROOT.resolve("../shared/data/arena/validation.csv");
  private static final int TEXTS = 100;

  /**
   * So few characters that the tiny encoders, which know few words, have a position for every
   * letter.
   */
  private static final int CHARACTERS = 120;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void aTinyEncoderAgreesOnRealTexts(TinyBert tiny) throws IOException, InterruptedException {
    PythonReference reference = new PythonReference(folder);
    reference.assumeThere();

    ReferenceResult.assertAgreement(
        tiny.open(), reference.results(tiny.directory(), realTexts(CHARACTERS)));
  }

  @Test
  void aPackagedEncoderAgreesOnRealTexts() throws IOException, InterruptedException {
    PythonReference reference = new PythonReference(folder);
    reference.assumeThere();
    BaseEncoder minilm = PackagedEncoder.MINILM.read();
    Path directory = write(minilm, Files.createDirectory(folder.resolve("minilm")));

    ReferenceResult.assertAgreement(
        BaseEncoders.open(directory.toString(), List.of(), Path.of("")),
        reference.results(directory, realTexts(2 * CHARACTERS)));
  }

  /** Pairs of a prompt and an answer, both cut short. */
  private static List<List<String>> realTexts(int characters) {
    assumeTrue(Files.exists(VOTES), "there are no votes at " + VOTES);
    List<List<String>> texts = new ArrayList<>();
    try (PairReader pairs = PairCsvReader.open(VOTES, BadRows.STOP)) {
      for (CsvPair row : pairs) {
        Turn turn = row.pair().getTurns().get(0);
        String prompt = cut(String.valueOf(turn.getPrompt()), characters);
        String answer = cut(String.valueOf(turn.getResponseA()), characters);
        if (texts.size() < TEXTS && !prompt.isBlank() && !answer.isBlank()) {
          texts.add(List.of(prompt, answer));
        }
      }
    }
    return texts;
  }

  private static String cut(String text, int characters) {
    return text.codePoints()
        .limit(characters)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static Path write(BaseEncoder encoder, Path directory) throws IOException {
    BertSizes sizes = encoder.weights().sizes();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    sizes
        .parameters()
        .forEach((name, shape) -> tensors.put(name, Tensor.of(encoder.weights().get(name), shape)));
    SafetensorsWriter.write(
        directory.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
    Files.write(directory.resolve("tokenizer.json"), encoder.tokenizer());
    Files.writeString(
        directory.resolve("tokenizer_config.json"), "{\"tokenizer_class\": \"BertTokenizer\"}");
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("model_type", "bert");
    config.put("hidden_act", "gelu");
    config.put("vocab_size", sizes.vocabulary());
    config.put("hidden_size", sizes.hidden());
    config.put("num_hidden_layers", sizes.layers());
    config.put("num_attention_heads", sizes.heads());
    config.put("intermediate_size", sizes.intermediate());
    config.put("max_position_embeddings", sizes.positions());
    config.put("type_vocab_size", sizes.types());
    config.put("layer_norm_eps", sizes.layerNormEpsilon());
    new JsonMapper().writeValue(directory.resolve("config.json").toFile(), config);
    return directory;
  }
}
