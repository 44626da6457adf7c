package dev.arena.trainer.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.models.bundle.Sha256;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.safetensors.SafetensorsWriter;
import dev.arena.trainer.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuggingFaceDirectoryTest {
  private static final JsonMapper MAPPER = new JsonMapper();

  @TempDir private Path folder;
  private Path cased = Path.of("");
  private Path uncased = Path.of("");

  @BeforeEach
  void copy() {
    cased = TinyBert.CASED.copyTo(folder.resolve("my cased bert"));
    uncased = TinyBert.UNCASED.copyTo(folder.resolve("uncased"));
  }

  @Test
  void theSizesAreThoseOfTheConfig() {
    assertThat(open(uncased).weights().sizes())
        .usingRecursiveComparison()
        .ignoringFields("vocabulary")
        .isEqualTo(new BertSizes(0, 32, 2, 4, 48, 256, 2, 1e-3f));
    assertThat(open(cased).weights().sizes().heads()).isEqualTo(2);
    assertThat(open(cased).weights().sizes().layerNormEpsilon()).isEqualTo(1e-12f);
  }

  @Test
  void theDirectoryNamesTheEncoderAndItsLicenceIsUnknown() throws IOException {
    assertThat(open(cased))
        .extracting(
            BaseEncoder::name, BaseEncoder::title, BaseEncoder::licence, BaseEncoder::sha256)
        .containsExactly(
            "my-cased-bert",
            "my cased bert",
            "NOASSERTION",
            Sha256.of(cased.resolve("model.safetensors")));
  }

  @Test
  void theHashCoversAllWeightFiles() throws IOException {
    byte[][] shards = new byte[3][];
    for (int i = 0; i < shards.length; i++) {
      shards[i] =
          Files.readAllBytes(uncased.resolve("model-0000%d-of-00003.safetensors".formatted(i + 1)));
    }
    assertThat(open(uncased).sha256()).isEqualTo(Sha256.of(List.of(shards)));
  }

  @Test
  void anyPrefixThatTheTensorsShareIsAccepted() throws IOException {
    BaseEncoder original = open(cased);
    writeWeights(original, "0.auto_model.");

    assertThat(open(cased).weights().values())
        .containsExactlyEntriesOf(original.weights().values());
  }

  @Test
  void layersCanBeChosen() {
    BaseEncoder smaller = BaseEncoders.open(uncased.toString(), List.of(1), Path.of(""));

    assertThat(smaller.name()).isEqualTo("uncased-layers-1");
    assertThat(smaller.weights().get("encoder.layer.0.output.dense.bias"))
        .isEqualTo(open(uncased).weights().get("encoder.layer.1.output.dense.bias"));
  }

  @Test
  void anotherFamilyIsRefusedByName() throws IOException {
    edit("config.json", config -> config.put("model_type", "roberta"));
    assertRefused("config.json: model_type is \"roberta\"; expected \"bert\": other families");
    edit("config.json", config -> config.remove("model_type"));
    assertRefused("config.json: model_type is missing; expected \"bert\"");
  }

  @Test
  void settingsThatWouldComputeSomethingElseAreRefusedByName() throws IOException {
    assertConfigRefused("hidden_act", "gelu_new", "hidden_act is \"gelu_new\"; expected \"gelu\"");
    assertConfigRefused(
        "position_embedding_type",
        "relative_key",
        "position_embedding_type is \"relative_key\"; expected \"absolute\"");
    assertConfigRefused("is_decoder", true, "is_decoder is true; expected false");
    assertConfigRefused("is_decoder", 1, "is_decoder is 1; expected true or false");
    assertConfigRefused(
        "type_vocab_size", 1, "type_vocab_size is 1; expected a whole number from 2");
    assertConfigRefused("hidden_size", null, "hidden_size is missing; expected a whole number");
    assertConfigRefused("num_hidden_layers", 2.5, "num_hidden_layers is 2.5; expected");
    assertConfigRefused("num_hidden_layers", 1_000_000, "num_hidden_layers is 1000000; expected");
    assertConfigRefused(
        "num_attention_heads", 5, "num_attention_heads is 5; expected a divisor of");
    assertConfigRefused("layer_norm_eps", "small", "layer_norm_eps is \"small\"; expected");
    assertConfigRefused(
        "pruned_heads", Map.of("0", List.of(1)), "pruned_heads is {\"0\":[1]}; expected none");
  }

  @Test
  void aConfigThatIsNotAJsonObjectIsNamed() throws IOException {
    Files.writeString(cased.resolve("config.json"), "{\"model_type\": ");
    assertRefused("config.json cannot be read as a JSON object");
    Files.writeString(cased.resolve("config.json"), "[]");
    assertRefused("config.json cannot be read as a JSON object");
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    Files.delete(cased.resolve("vocab.txt"));
    assertRefused("has no tokenizer.json and no vocab.txt");
    Files.delete(cased.resolve("config.json"));
    assertRefused("has no config.json; expected a Hugging Face directory");
    Files.delete(uncased.resolve("model-00002-of-00003.safetensors"));
    assertThatThrownBy(() -> open(uncased))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "model-00002-of-00003.safetensors cannot be read (no such file or folder)");
  }

  @Test
  void theMessageSaysHowToConvertWeightsInAnotherFormat() throws IOException {
    Files.delete(cased.resolve("model.safetensors"));
    assertRefused("has no model.safetensors and no model.safetensors.index.json");
    Files.createFile(cased.resolve("tf_model.h5"));
    assertRefused(
        "has its weights in tf_model.h5; expected model.safetensors.",
        "using a Python that has transformers 4 and TensorFlow",
        "from_pretrained('%s', from_tf=True)".formatted(cased));
    Files.createFile(cased.resolve("pytorch_model.bin"));
    assertRefused(
        "has its weights in pytorch_model.bin; expected model.safetensors.",
        "  python -c \"from transformers import AutoModel; AutoModel.from_pretrained('%1$s').save_pretrained('%1$s', safe_serialization=True)\""
            .formatted(cased));
  }

  @Test
  void aMissingTensorIsNamed() throws IOException {
    writeWeights(
        open(cased), "bert.", tensors -> tensors.remove("bert.encoder.layer.1.output.dense.bias"));
    assertRefused("has no tensor bert.encoder.layer.1.output.dense.bias");
    writeWeights(
        open(TinyBert.CASED.directory()),
        "",
        tensors -> tensors.remove("embeddings.word_embeddings.weight"));
    assertRefused("has 0 tensors named embeddings.word_embeddings.weight");
  }

  @Test
  void aTensorOfTheWrongShapeIsNamed() throws IOException {
    edit("config.json", config -> config.put("intermediate_size", 64));
    assertRefused(
        "model.safetensors: tensor encoder.layer.0.intermediate.dense.weight has shape [48, 32];"
            + " expected [64, 32]");
  }

  @Test
  void tensorsThatTheEncoderDoesNotHaveAreNamed() throws IOException {
    edit("config.json", config -> config.put("num_hidden_layers", 1));
    assertRefused(
        "has a tensor encoder.layer.1.", "which the BERT encoder described by its config.json");
  }

  @Test
  void aFileCutShortIsNamed() throws IOException {
    Path shard = uncased.resolve("model-00003-of-00003.safetensors");
    Files.write(shard, Arrays.copyOf(Files.readAllBytes(shard), 2000));
    assertThatThrownBy(() -> open(uncased))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(shard + " is not a complete safetensors file");
  }

  @Test
  void anIndexThatLeavesTheDirectoryIsRefused() throws IOException {
    Path index = uncased.resolve("model.safetensors.index.json");
    Files.writeString(index, Files.readString(index).replace("\"model-00002", "\"../model-00002"));
    assertThatThrownBy(() -> open(uncased))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is \"../model-00002-of-00003.safetensors\"; expected the name");
    Files.writeString(index, "{}");
    assertThatThrownBy(() -> open(uncased))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("weight_map is missing; expected an object");
  }

  @Test
  void aTokenizerWithoutASpecialTokenIsRefused() throws IOException {
    for (String special : List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]")) {
      Path vocabulary = cased.resolve("vocab.txt");
      String whole = Files.readString(vocabulary);
      Files.writeString(vocabulary, whole.replace(special + "\n", "x\n"));
      assertRefused("vocab.txt has no line " + special);
      Files.writeString(vocabulary, whole);
    }
    Path json = uncased.resolve("tokenizer.json");
    Files.writeString(json, Files.readString(json).replace("[PAD]", "[POD]"));
    assertThatThrownBy(() -> open(uncased))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("tokenizer.json has no token [PAD]");
  }

  @Test
  void aVocabularyLargerThanTheNetworksIsRefused() throws IOException {
    Path vocabulary = cased.resolve("vocab.txt");
    Files.writeString(vocabulary, Files.readString(vocabulary) + "extra\nmore\n");
    assertRefused("has token ids up to", "vocab_size in its config.json");
  }

  @Test
  void aVocabularyThatIsNotUtf8IsNamed() throws IOException {
    Files.write(cased.resolve("vocab.txt"), new byte[] {'a', '\n', (byte) 0xff, '\n'});
    assertRefused("vocab.txt cannot be read (it is not UTF-8 text)");
  }

  @Test
  void aBrokenTokenizerIsNamed() throws IOException {
    Path json = uncased.resolve("tokenizer.json");
    Files.writeString(json, Files.readString(json).replace("WordPiece", "WordPeace"));
    assertThatThrownBy(() -> open(uncased))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the tokenizer of " + uncased);
  }

  private void writeWeights(BaseEncoder encoder, String prefix) {
    writeWeights(encoder, prefix, tensors -> {});
  }

  private void writeWeights(
      BaseEncoder encoder, String prefix, Consumer<Map<String, Tensor>> change) {
    Map<String, long[]> shapes = encoder.weights().sizes().parameters();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    encoder
        .weights()
        .values()
        .forEach((name, values) -> tensors.put(prefix + name, Tensor.of(values, shapes.get(name))));
    change.accept(tensors);
    SafetensorsWriter.write(cased.resolve("model.safetensors"), tensors, Map.of());
  }

  private void assertConfigRefused(String field, @Nullable Object value, String message)
      throws IOException {
    Path config = cased.resolve("config.json");
    String whole = Files.readString(config);
    edit("config.json", root -> root.set(field, MAPPER.valueToTree(value)));
    assertRefused(config + ": " + message);
    Files.writeString(config, whole);
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(() -> open(cased))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(cased.toString())
        .hasMessageContainingAll(parts);
  }

  private void edit(String file, Consumer<ObjectNode> change) throws IOException {
    Path path = cased.resolve(file);
    ObjectNode root = (ObjectNode) MAPPER.readTree(path.toFile());
    change.accept(root);
    MAPPER.writeValue(path.toFile(), root);
  }

  private static BaseEncoder open(Path directory) {
    return BaseEncoders.open(directory.toString(), List.of(), Path.of(""));
  }
}
