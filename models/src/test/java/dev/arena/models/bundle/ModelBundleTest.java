package dev.arena.models.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelBundleTest {
  @TempDir Path directory;
  private Path bundle;

  @BeforeEach
  void write() {
    bundle = TinyBundle.write(directory.resolve("tiny"));
  }

  @Test
  void theShippedBundleIsInTheInstallation() {
    String home = System.getProperty("arena.home", "");
    assertThat(ModelBundle.shipped()).isEqualTo(Path.of(home, "models/default"));
  }

  @Test
  void aBundleIsLoadedAsItWasWritten() throws IOException {
    ModelBundle loaded = ModelBundle.load(bundle);
    BundleManifest manifest = loaded.manifest();
    assertThat(manifest.model()).isEqualTo(TinyBundle.MODEL);
    assertThat(manifest.encoding()).isEqualTo(TinyBundle.ENCODING);
    assertThat(manifest.golden()).hasSize(3);
    assertThat(manifest.encoder()).allMatch(entry -> entry.sha256().length() == 64);
    assertThat(loaded.reference()).isEqualTo(TinyBundle.REFERENCE);
    assertThat(loaded.manifestSha256()).isEqualTo(Sha256.of(bundle.resolve("bundle.json")));
    assertThat(BundleJson.read(BundleJson.write(manifest), "again")).isEqualTo(manifest);
  }

  @Test
  void equalBundlesHaveEqualHashesAndOthersDiffer() throws IOException {
    String hash = ModelBundle.load(bundle).manifestSha256();
    Path copy = TinyBundle.write(directory.resolve("copy"));
    Path other = TinyBundle.write(directory.resolve("other"), "2");

    assertThat(ModelBundle.manifestSha256(bundle)).isEqualTo(hash);
    assertThat(ModelBundle.load(copy).manifestSha256()).isEqualTo(hash);
    assertThat(ModelBundle.load(other).manifestSha256()).isNotEqualTo(hash);
  }

  @Test
  void filesThatChangeAfterTheyWereVerifiedAreDetected() throws IOException {
    ModelBundle verified = ModelBundle.load(bundle);
    verified.requireUnchanged();

    Files.write(bundle.resolve("head.onnx"), new byte[] {1}, StandardOpenOption.APPEND);

    assertThatThrownBy(verified::requireUnchanged)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("head.onnx has sha256");
  }

  @Test
  void aBundleThatIsReplacedAfterItWasVerifiedIsDetectedEvenIfTheNewOneIsSound()
      throws IOException {
    ModelBundle verified = ModelBundle.load(bundle);
    Files.move(bundle, directory.resolve("old"));
    TinyBundle.write(bundle, "2");

    assertThatThrownBy(verified::requireUnchanged)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("bundle.json was replaced while the bundle was being opened");
  }

  @Test
  void aMissingDirectoryIsAnError() {
    assertThatThrownBy(() -> ModelBundle.load(directory.resolve("nowhere")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("nowhere: there is no such directory");
  }

  @Test
  void aDirectoryWithoutAManifestIsAnError() throws IOException {
    Files.delete(bundle.resolve("bundle.json"));
    assertRefused().hasMessageContaining("there is no bundle.json in it");
  }

  @Test
  void aChangedFileIsNamedWithBothHashes() throws IOException {
    byte[] head = Files.readAllBytes(bundle.resolve("head.onnx"));
    head[head.length / 2] ^= 1;
    Files.write(bundle.resolve("head.onnx"), head);
    assertRefused()
        .hasMessageContaining("head.onnx has sha256")
        .hasMessageContaining("bundle.json says")
        .hasMessageContaining("changed or cut short");
  }

  @Test
  void aTruncatedEncoderIsNamedWithBothSizes() throws IOException {
    Files.write(bundle.resolve("encoder.int8.onnx"), new byte[10]);
    assertRefused().hasMessageContaining("encoder.int8.onnx has 10 bytes");
  }

  @Test
  void anUnreadableGraphIsRefusedEvenIfItsHashIsRight() throws IOException {
    String before = Sha256.of(bundle.resolve("head.onnx"));
    Files.write(bundle.resolve("head.onnx"), new byte[] {58, 127});
    edit(before, Sha256.of(bundle.resolve("head.onnx")));
    assertRefused().hasMessageContaining("head.onnx cannot be read");
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(bundle.resolve("tokenizer.json"));
    assertRefused().hasMessageContaining("tokenizer.json is missing");
  }

  @Test
  void anOlderBundleHasNoReference() throws IOException {
    forget("reference.json");
    assertRefused().hasMessageContaining("holds reference.json, which bundle.json does not name");
    Files.delete(bundle.resolve("reference.json"));
    assertThat(ModelBundle.load(bundle).reference()).isNull();
  }

  @Test
  void aReferenceThatIsListedMustExist() throws IOException {
    Files.delete(bundle.resolve("reference.json"));
    assertRefused().hasMessageContaining("reference.json is missing");
  }

  @Test
  void aChangedReferenceIsRefused() throws IOException {
    Files.writeString(bundle.resolve("reference.json"), " ", StandardOpenOption.APPEND);
    assertRefused().hasMessageContaining("reference.json has sha256");
  }

  @Test
  void countsThatDoNotFitTheReferencesRowsAreNamedWithTheirPath() throws IOException {
    reference("\"edges\" : [ 1.0 ]", "\"edges\" : [ 1.0, 0.5 ]");
    assertRefused()
        .hasMessageContaining("reference.json is invalid at numeric.turns")
        .hasMessageContaining("there are 2 edges, the counts [9, 1] and 10 rows")
        .hasMessageContaining("Train again with ./arena train");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "{\"numeric\": {}}", "{\"numeric\": {,}"})
  void aReferenceThatLacksItsFieldsIsRefused(String json) throws IOException {
    rewriteReference(json);
    assertRefused().hasMessageContaining("reference.json");
  }

  @Test
  void aReferenceLargerThanAnyIsNotRead() throws IOException {
    setLength("reference.json", 100L << 30);
    assertRefused()
        .hasMessageContaining("reference.json has 107374182400 bytes")
        .hasMessageContaining("Expected at most 8192");
  }

  @Test
  void aFileThatIsNotListedIsRefused() throws IOException {
    Files.writeString(bundle.resolve("weights.bin"), "x");
    assertRefused().hasMessageContaining("holds weights.bin, which bundle.json does not name");
  }

  @Test
  void aLinkOutOfTheDirectoryIsRefused() throws IOException {
    Path outside = Files.move(bundle.resolve("head.onnx"), directory.resolve("outside.onnx"));
    Files.createSymbolicLink(bundle.resolve("head.onnx"), outside);
    assertRefused().hasMessageContaining("head.onnx is a link to");
  }

  @Test
  void aFolderInABundleIsRefused() throws IOException {
    Files.createDirectory(bundle.resolve("more"));
    assertRefused().hasMessageContaining("holds more, which bundle.json does not name");
  }

  @Test
  void aFolderInPlaceOfAFileIsRefused() throws IOException {
    Files.delete(bundle.resolve("head.onnx"));
    Files.createDirectory(bundle.resolve("head.onnx"));
    assertRefused().hasMessageContaining("head.onnx is not a regular file");
  }

  @Test
  void aLinkToNowhereIsRefused() throws IOException {
    Files.delete(bundle.resolve("head.onnx"));
    Files.createSymbolicLink(bundle.resolve("head.onnx"), directory.resolve("nowhere"));
    assertRefused().hasMessageContaining("head.onnx is not a regular file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"MODEL_CARD.md", "metrics.json"})
  void aFolderNamedLikeAFileForPeopleIsRefused(String name) throws IOException {
    Files.deleteIfExists(bundle.resolve(name));
    Files.createDirectory(bundle.resolve(name));
    assertRefused().hasMessageContaining(name + " is not a regular file");
  }

  @Test
  void filesForPeopleMayBeEdited() throws IOException {
    Files.writeString(bundle.resolve("MODEL_CARD.md"), "a remark");
    Files.writeString(bundle.resolve("metrics.json"), "{}");
    assertThat(ModelBundle.load(bundle).manifest().model()).isEqualTo(TinyBundle.MODEL);
  }

  /** Opening a named pipe waits for a writer. */
  @ParameterizedTest
  @ValueSource(strings = {"bundle.json", "tokenizer.json", "MODEL_CARD.md"})
  @EnabledOnOs({OS.LINUX, OS.MAC})
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aNamedPipeInPlaceOfAFileIsRefused(String name) throws Exception {
    Files.delete(bundle.resolve(name));
    Process mkfifo = new ProcessBuilder("mkfifo", bundle.resolve(name).toString()).start();
    assertThat(mkfifo.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertRefused().hasMessageContaining(name + " is not a regular file");
  }

  @Test
  void aManifestOfGigabytesIsNotRead() throws IOException {
    setLength("bundle.json", 1_900_000_000);
    assertRefused()
        .hasMessageContaining("bundle.json has 1900000000 bytes")
        .hasMessageContaining("Expected at most 1048576");
    assertThatThrownBy(() -> ModelBundle.manifestSha256(bundle))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("bundle.json has 1900000000 bytes");
  }

  @Test
  void filesLargerThanThoseOfAnyBundleAreNotRead() throws IOException {
    setLength("head.onnx", 100L << 30);
    assertRefused().hasMessageContaining("head.onnx has 107374182400 bytes");
    setLength("tokenizer.json", 100L << 30);
    assertRefused().hasMessageContaining("tokenizer.json has 107374182400 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"max_tokens\" : 2147483647",
        "\"max_tokens\" : 1e400",
        "\"max_tokens\" : 1e99999999"
      })
  void aHugeNumberIsRefusedAndItsPathIsNamed(String field) throws IOException {
    edit("\"max_tokens\" : 48", field);
    assertRefused().hasMessageContaining("max_tokens");
  }

  @Test
  void aHugeVectorIsRefused() throws IOException {
    edit("\"hidden\" : 16", "\"hidden\" : 2147483647");
    assertRefused().hasMessageContaining("bundle.json has hidden 2147483647");
  }

  @Test
  void aManifestThatIsNestedTooDeeplyIsRefusedLikeTextThatIsNotJson() throws IOException {
    edit("\"hidden\"", "\"x\" : " + "[".repeat(200_000) + "]".repeat(200_000) + ", \"hidden\"");
    assertRefused().hasMessageContaining("bundle.json is not JSON").hasMessageContaining("nest");
  }

  @Test
  void aZippedBundleIsNotUnpacked() throws IOException {
    Path packed = Files.write(directory.resolve("tiny.zip"), new byte[] {'P', 'K', 3, 4});
    assertThatThrownBy(() -> ModelBundle.load(packed))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("tiny.zip: there is no such directory");
  }

  @Test
  void aNameThatLeavesTheDirectoryIsRefused() throws IOException {
    edit("\"head.onnx\"", "\"../outside.onnx\"");
    assertRefused().hasMessageContaining("head.onnx, which bundle.json does not name");
    Files.delete(bundle.resolve("head.onnx"));
    assertRefused().hasMessageContaining("names the file ../outside.onnx");
    edit("\"../outside.onnx\"", "\"/outside.onnx\"");
    assertRefused().hasMessageContaining("names the file /outside.onnx");
  }

  @Test
  void aNewerFormatIsRefusedAndItsNumberIsNamed() throws IOException {
    edit("\"format\" : 1", "\"format\" : 2");
    assertRefused().hasMessageContaining("bundle format 2, which is newer than this Arena");
  }

  @Test
  void anUnknownFieldIsIgnored() throws IOException {
    edit("\"hidden\"", "\"colour\" : { \"a\" : [ 1 ] },\n  \"hidden\"");
    assertThat(ModelBundle.load(bundle).manifest().hidden()).isEqualTo(16);
  }

  @Test
  void aManifestThatWasTrainedThroughNoTimeIsRefused() throws IOException {
    edit("\"hidden\"", "\"trained_through\" : \"last week\",\n  \"hidden\"");
    assertRefused().hasMessageContaining("trained_through is last week; expected a time");
  }

  @Test
  void aMissingFieldIsNamedWithItsPath() throws IOException {
    edit("\"turn_separator\"", "\"turn_glue\"");
    assertRefused().hasMessageContaining("lacks encoding.turn_separator");
  }

  @Test
  void aMissingNumberIsNamedWithItsPath() throws IOException {
    edit("\"max_tokens\"", "\"most_tokens\"");
    assertRefused().hasMessageContaining("encoding.max_tokens");
  }

  @Test
  void anImpossibleValueIsNamedWithItsPath() throws IOException {
    edit("\"max_tokens\" : 48", "\"max_tokens\" : 3");
    assertRefused().hasMessageContaining("encoding").hasMessageContaining("max_tokens is 3");
  }

  @Test
  void anUnknownKindOfEncodingIsRefusedAndTheKnownOnesAreNamed() throws IOException {
    edit("\"bi-encoder\"", "\"tri-encoder\"");
    assertRefused()
        .hasMessageContaining("encoding.kind")
        .hasMessageContaining("tri-encoder")
        .hasMessageContaining("cross-encoder");
  }

  @Test
  void anUnknownFeatureIsRefusedByName() throws IOException {
    edit("\"length_difference\"", "\"charm\"");
    assertRefused().hasMessageContaining("text feature charm");
  }

  @Test
  void otherOutcomesAreRefused() throws IOException {
    edit("\"winner_tie\" ]", "\"winner_nobody\" ]");
    assertRefused().hasMessageContaining("winner_nobody");
  }

  @Test
  void textThatIsNotJsonIsRefusedAndThePositionIsNamed() throws IOException {
    Files.writeString(bundle.resolve("bundle.json"), "{\n  \"format\": 1,,\n}");
    assertRefused().hasMessageContaining("bundle.json is not JSON at line 2");
  }

  @Test
  void theFormatsExampleIsUnderstood() throws IOException {
    BundleManifest manifest;
    try (InputStream example = getClass().getResourceAsStream("/bundle-example.json")) {
      manifest = BundleJson.read(example.readAllBytes(), "bundle-example.json");
    }
    assertThat(manifest.encoding().cut().headShare()).isEqualTo(0.7);
    assertThat(manifest.encoder().get(0).klToFp32()).isEqualTo(0.0007);
    assertThat(manifest.reference().file()).isEqualTo("reference.json");
    assertThat(manifest.trainedThrough()).isEqualTo("2026-11-23T08:15:30.250Z");
    assertThat(manifest.metrics().get(0).baselines()).containsEntry("length_style", 1.01);
    assertThat(manifest.provenance().threads()).isEqualTo(2);
    assertThat(manifest.golden().get(0).pair().turns().get(0).responseB()).isEqualTo("It depends.");
  }

  /** Changes the reference, so that only its content is wrong. */
  private void reference(String from, String to) throws IOException {
    String text = Files.readString(bundle.resolve("reference.json"));
    assertThat(text).contains(from);
    rewriteReference(text.replace(from, to));
  }

  private void rewriteReference(String json) throws IOException {
    Path file = bundle.resolve("reference.json");
    String before = Sha256.of(file);
    Files.writeString(file, json);
    edit(before, Sha256.of(file));
  }

  /** Removes a file's entry from the manifest. */
  private void forget(String name) throws IOException {
    Path file = bundle.resolve("bundle.json");
    String text = Files.readString(file);
    Files.writeString(
        file,
        text.replaceFirst("\"reference\" : \\{\\s+\"file\" : \"" + name + "\",[^}]*},\\s+", ""));
  }

  /** The file is sparse and takes up no disk space. */
  private void setLength(String name, long bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(bundle.resolve(name).toFile(), "rw")) {
      file.setLength(bytes);
    }
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertRefused() {
    return assertThatThrownBy(() -> ModelBundle.load(bundle))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(bundle.toString());
  }

  private void edit(String from, String to) throws IOException {
    Path file = bundle.resolve("bundle.json");
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(
        file,
        text.replaceFirst(java.util.regex.Pattern.quote(from), to),
        StandardOpenOption.TRUNCATE_EXISTING);
  }
}
