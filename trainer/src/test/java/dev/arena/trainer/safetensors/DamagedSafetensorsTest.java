package dev.arena.trainer.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;
import org.junit.jupiter.api.Test;

class DamagedSafetensorsTest {
  private final Path path = temporary();

  @AfterProperty
  void remove() throws IOException {
    Files.deleteIfExists(path);
  }

  @Property(tries = 300)
  void aFileCutShortAnywhereIsRefusedByName(@ForAll @IntRange(max = 10_000) int position)
      throws IOException {
    byte[] whole = whole();
    write(ByteBuffer.wrap(whole, 0, position % whole.length));

    assertThatThrownBy(this::readAll)
        .isInstanceOf(UserException.class)
        .hasMessageContaining(path + " is not a complete safetensors file");
  }

  @Property(tries = 1000)
  void changedBytesGiveAnErrorOrNumbersOfTheStatedShapes(
      @ForAll @Size(min = 1, max = 4) Map<@IntRange(max = 10_000) Integer, Byte> changes)
      throws IOException {
    byte[] damaged = whole();
    changes.forEach((position, value) -> damaged[position % damaged.length] = value);
    write(ByteBuffer.wrap(damaged));

    try {
      readAll();
    } catch (UserException e) {
      assertThat(e).hasMessageContaining(path.toString());
    }
  }

  @Test
  void aHeaderLargerThanAnyModelNeedsIsNotRead() throws IOException {
    assertRefused(
        bytes(1L << 40, "{}", 0), "claims a header of 1099511627776 bytes; at most 16,777,216");
    assertRefused(bytes(-1, "{}", 0), "claims a header of 18446744073709551615 bytes");
  }

  @Test
  void aHeaderThatIsNotAJsonObjectIsRefused() throws IOException {
    assertRefused(bytes("{\"a\":", 0), "its header is not JSON (");
    assertRefused(bytes("[]", 0), "its header is not a JSON object");
    assertRefused(bytes("", 0), "its header is not a JSON object");
    assertRefused(bytes("{} x", 0), "its header is not JSON (");
    assertRefused(bytes("{\"__metadata__\":{\"step\":7}}", 0), "__metadata__ step is not a string");
    assertRefused(bytes("[".repeat(100_000), 0), "its header is not JSON (");
  }

  @Test
  void overlappingTensorsAndGapsAreNamed() throws IOException {
    assertRefused(
        bytes(tensors(f32("a", 0, 8), f32("b", 4, 12)), 12),
        "tensor b begins at byte 4 after the header, inside the tensor before it");
    assertRefused(
        bytes(tensors(f32("a", 0, 4), f32("b", 8, 12)), 12),
        "tensor b begins at byte 8 after the header, but the tensor before it ends at 4");
    assertRefused(bytes(tensors(f32("a", 0, 4)), 7), "3 bytes follow its last tensor");
    assertRefused(
        bytes(tensors(f32("a", 0, 8)), 7),
        "tensor a ends at byte 8 after the header, but only 7 bytes follow the header");
    assertRefused(bytes(tensors(f32("a", 0, 4), f32("a", 4, 8)), 8), "Duplicate field 'a'");
  }

  @Test
  void aTensorWhoseShapeDoesNotFitItsBytesIsNamed() throws IOException {
    assertRefused(
        bytes(tensors("\"a\":{\"dtype\":\"F16\",\"shape\":[2,3],\"data_offsets\":[0,8]}"), 8),
        "tensor a of shape [2, 3] and type F16 has 8 bytes");
    assertRefused(
        bytes(
            tensors(
                "\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}"),
            0),
        "tensor a of shape [4611686018427387904, 4] and type F32 has 0 bytes");
    assertRefused(
        bytes(tensors("\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}"), 4),
        "tensor a has -1 in its shape; expected a number of at least 0");
    assertRefused(
        bytes(tensors("\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}"), 4),
        "tensor a lacks a dtype, a shape or two data_offsets");
  }

  @Test
  void aTypeThatIsNotAFloatIsRefusedOnlyWhenItIsRead() throws IOException {
    write(
        bytes(
            tensors(
                "\"ids\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}",
                f32("w", 8, 12)),
            12));

    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(file.floats("w")).containsExactly(0);
      assertThatThrownBy(() -> file.floats("ids"))
          .isInstanceOf(UserException.class)
          .hasMessage(
              path
                  + ": tensor ids has numbers of type I64; expected one of [F32, F16, BF16]."
                  + " Convert the file to F32.");
    }
  }

  @Test
  void aMissingTensorAndAWrongShapeAreNamed() throws IOException {
    write(ByteBuffer.wrap(whole()));

    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThatThrownBy(() -> file.floats("c", 1))
          .isInstanceOf(UserException.class)
          .hasMessageContaining(path + " has no tensor c among its 2.");
      assertThatThrownBy(() -> file.floats("a", 3, 2))
          .isInstanceOf(UserException.class)
          .hasMessageContaining(path + ": tensor a has shape [2, 3]; expected [3, 2].");
    }
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = path.resolveSibling("missing.safetensors");

    assertThatThrownBy(() -> SafetensorsFile.open(missing))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("missing.safetensors");
  }

  @Test
  void aFileThatShrinksWhileItIsReadIsNamed() throws IOException {
    byte[] whole = whole();

    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      write(ByteBuffer.wrap(whole, 0, whole.length - 1));
      assertThatThrownBy(() -> file.floats("b"))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("it was truncated while tensor b was read");
    }
  }

  private void assertRefused(ByteBuffer content, String found) throws IOException {
    write(content);
    assertThatThrownBy(() -> SafetensorsFile.open(path))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(path + " is not a complete safetensors file: ")
        .hasMessageContaining(found);
  }

  private void readAll() {
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      for (String name : file.names()) {
        long count = 1;
        for (long dimension : file.shape(name)) {
          count *= dimension;
        }
        assertThat(file.floats(name)).hasSize((int) count);
      }
    }
  }

  private byte[] whole() throws IOException {
    SafetensorsWriter.write(
        path,
        Map.of(
            "a", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3),
            "b", Tensor.of(new float[] {7})),
        Map.of("step", "120"));
    return Files.readAllBytes(path);
  }

  private void write(ByteBuffer content) throws IOException {
    byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    Files.write(path, bytes);
  }

  private static String tensors(String... entries) {
    return "{" + String.join(",", entries) + "}";
  }

  private static String f32(String name, int begin, int end) {
    return "\"%s\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[%d,%d]}"
        .formatted(name, (end - begin) / Float.BYTES, begin, end);
  }

  private static ByteBuffer bytes(String header, int dataBytes) {
    return bytes(header.length(), header, dataBytes);
  }

  private static ByteBuffer bytes(long claimed, String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(claimed)
        .put(json)
        .rewind();
  }

  private static Path temporary() {
    try {
      return Files.createTempFile("damaged", ".safetensors");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
