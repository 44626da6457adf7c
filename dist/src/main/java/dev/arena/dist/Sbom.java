package dev.arena.dist;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The software bill of materials of an archive, as CycloneDX 1.6 in JSON. It is made from the jars
 * themselves: each with its SHA-256, and what was shaded into it as components of its own.
 */
final class Sbom {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final String version;
  private final LicenceTable licences;

  Sbom(String version, LicenceTable licences) {
    this.version = version;
    this.licences = licences;
  }

  /** Lists all jars among the files. */
  String of(ArchiveFiles files) throws IOException {
    ObjectNode bom = JSON.createObjectNode();
    bom.put("bomFormat", "CycloneDX").put("specVersion", "1.6").put("version", 1);
    ObjectNode arena = bom.putObject("metadata").putObject("component");
    arena.put("type", "application").put("bom-ref", "arena");
    arena.put("group", "dev.arena").put("name", "arena").put("version", version);
    ArrayNode components = bom.putArray("components");
    for (Map.Entry<String, ArchiveFiles.Entry> file : files.all().entrySet()) {
      Path source = file.getValue().source();
      if (source != null && file.getKey().endsWith(".jar")) {
        addJar(components, file.getKey(), source, ReproducibleArchive.sha256(file.getValue()));
      }
    }
    return JSON.writeValueAsString(bom).replace("\r\n", "\n") + "\n";
  }

  private void addJar(ArrayNode components, String file, Path jar, String sha256)
      throws IOException {
    List<Library> inside = Library.inside(jar);
    Library library = Library.of(jar, inside);
    ObjectNode component = components.addObject();
    describe(component, library, file);
    component.putObject("evidence").putArray("occurrences").addObject().put("location", file);
    component.putArray("hashes").addObject().put("alg", "SHA-256").put("content", sha256);
    List<Library> shaded =
        inside.stream().filter(each -> !each.equals(library)).sorted(Library.ORDER).toList();
    if (!shaded.isEmpty()) {
      ArrayNode parts = component.putArray("components");
      shaded.forEach(each -> describe(parts.addObject(), each, file + "!" + each.purl()));
    }
  }

  private void describe(ObjectNode component, Library library, String reference) {
    component.put("type", "library").put("bom-ref", reference);
    if (!library.group().isEmpty()) {
      component.put("group", library.group());
    }
    component.put("name", library.name()).put("version", library.version());
    List<String> names =
        library.group().equals("dev.arena")
            ? List.of("Apache-2.0")
            : licences.of(library.group(), library.name());
    if (!names.isEmpty()) {
      ArrayNode list = component.putArray("licenses");
      names.forEach(name -> list.addObject().putObject("license").put("name", name));
    }
    if (!library.group().isEmpty()) {
      component.put("purl", library.purl());
    }
  }
}
