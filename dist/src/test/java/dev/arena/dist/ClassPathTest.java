package dev.arena.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What a program that depends on Arena gets on its class path. */
final class ClassPathTest {
  @Test
  void noClassIsOnTheClassPathTwice() throws IOException {
    Map<String, List<String>> places = new TreeMap<>();
    for (String place : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      for (String name : classes(Path.of(place))) {
        places.computeIfAbsent(name, any -> new ArrayList<>()).add(place);
      }
    }

    assertThat(places).containsKey("io/confluent/kafka/serializers/KafkaAvroSerializer.class");
    places.values().removeIf(where -> where.size() == 1);
    assertThat(places).isEmpty();
  }

  private static List<String> classes(Path place) throws IOException {
    if (Files.isDirectory(place)) {
      try (Stream<Path> files = Files.walk(place)) {
        return names(files.map(file -> place.relativize(file).toString()));
      }
    }
    if (!Files.exists(place)) {
      return List.of();
    }
    try (ZipFile jar = new ZipFile(place.toFile())) {
      return names(jar.stream().map(entry -> entry.getName()));
    }
  }

  /** Classes without package-info and module-info, which several jars may contain. */
  private static List<String> names(Stream<String> all) {
    return all.filter(name -> name.endsWith(".class"))
        .filter(name -> !name.startsWith("META-INF/"))
        .filter(name -> !name.matches("(.*/)?(package|module)-info\\.class"))
        .toList();
  }
}
