package dev.arena.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordTest {
  private static final String SOUND =
      """
      {
        "format" : 2,
        "command" : "./arena train --train v.csv --out o",
        "arguments" : [ "--train", "v.csv", "--out", "o" ],
        "folder" : "/home/me",
        "started" : "2026-01-31T12:00:00Z",
        "base" : { "name" : "minilm", "sha256" : "ab" },
        "train" : [ { "path" : "/home/me/v.csv", "sha256" : "cd", "votes" : 60 } ],
        "recipe" : { "epochs" : 1 },
        "machine" : { "cpu" : "Abacus", "device" : "cpu", "threads" : 2, "arena" : "1", "java" : "17", "djl" : "0" },
        "finished" : "2026-01-31T13:00:00Z"
      }
      """;

  @TempDir Path folder;

  @Test
  void aSoundRecordIsRead() throws IOException {
    RunRecord record = read(SOUND);
    assertThat(record.arguments()).containsExactly("--train", "v.csv", "--out", "o");
    assertThat(record.folder()).isEqualTo("/home/me");
    assertThat(record.finished()).isEqualTo("2026-01-31T13:00:00Z");
    assertThat(record.machine().threads()).isEqualTo(2);
    assertThat(record.machine().device()).isEqualTo("cpu");
    assertThat(read(SOUND.replace(",\n  \"finished\" : \"2026-01-31T13:00:00Z\"", "")).finished())
        .isNull();
  }

  @Test
  void theErrorAboutAnEmptyRecordNamesTheFirstMissingKey() {
    assertRefused("{}", "arguments is missing; expected an array of strings");
  }

  @Test
  void aKeyOfTheWrongTypeIsNamedWithTheExpectedType() {
    assertChanged("\"v.csv\", \"--out\"", "7, \"--out\"", "arguments is [\"--train\",7,");
    assertChanged("\"/home/me\"", "\"me\"", "folder is \"me\"; expected an absolute path");
    assertChanged("\"/home/me\"", "null", "folder is null; expected an absolute path");
    assertChanged("2026-01-31T13:00:00Z", "yes", "finished is \"yes\"; expected a time such as");
    assertChanged("\"sha256\" : \"ab\"", "\"sha256\" : 5", "base.sha256 is 5; expected a string");
    assertChanged("\"votes\" : 60", "\"votes\" : -1", "train[0].votes is -1; expected a whole");
    assertChanged("{ \"path\"", "1, { \"path\"", "train[0].path is missing; expected a string");
    assertChanged("\"device\" : \"cpu\"", "\"device\" : \"gpu\"", "machine.device is \"gpu\"");
    assertChanged("\"threads\" : 2,", "", "machine.threads is missing; expected a whole number");
  }

  @Test
  void anUnknownKeyIsNamedWithTheKnownOnes() {
    assertChanged(
        "\"cpu\" :",
        "\"gpu\" : 1, \"cpu\" :",
        "machine has an unknown key gpu; expected only arena, cpu, device, djl, java, threads");
    assertChanged("\"format\"", "\"x\" : 1, \"format\"", "unknown key x; expected only arguments,");
  }

  @Test
  void anotherFormatIsNamedBeforeAnythingElse() {
    assertRefused("{ \"format\" : 1 }", "has format 1; expected 2. Use the version of Arena");
    assertRefused("{ \"format\" : \"2\" }", "run.json: ");
  }

  private void assertChanged(String part, String other, String message) {
    assertThat(SOUND).contains(part);
    assertRefused(SOUND.replace(part, other), message);
  }

  private void assertRefused(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(folder.resolve("run.json").toString())
        .hasMessageContaining(message)
        .hasMessageContaining("--start-over");
  }

  private RunRecord read(String text) throws IOException {
    Files.writeString(folder.resolve("run.json"), text);
    return RunRecord.read(folder);
  }
}
