package dev.sleipnir.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OciLayoutTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @Test
  void everyPartIsNamedByItsDigest(@TempDir Path folder) throws Exception {
    Path layout = image(folder, "one");
    JsonNode index = JSON.readTree(Files.readAllBytes(layout.resolve("index.json")));
    assertEquals(
        "1.0.0",
        JSON.readTree(Files.readAllBytes(layout.resolve("oci-layout")))
            .path("imageLayoutVersion")
            .stringValue());
    JsonNode pointer = index.path("manifests").path(0);
    assertEquals(
        "application/vnd.oci.image.manifest.v1+json", pointer.path("mediaType").stringValue());
    assertEquals(
        "test:1",
        pointer.path("annotations").path("org.opencontainers.image.ref.name").stringValue());
    JsonNode manifest = JSON.readTree(blob(layout, pointer));
    JsonNode config = JSON.readTree(blob(layout, manifest.path("config")));
    assertEquals("/bin/x", config.path("config").path("Entrypoint").path(0).stringValue());
    assertEquals(2, manifest.path("layers").size());
    assertEquals(2, config.path("rootfs").path("diff_ids").size());
    List<String> names = new ArrayList<>();
    for (int l = 0; l < 2; l++) {
      byte[] tar =
          new GZIPInputStream(
                  new ByteArrayInputStream(blob(layout, manifest.path("layers").path(l))))
              .readAllBytes();
      assertEquals(config.path("rootfs").path("diff_ids").path(l).stringValue(), digest(tar));
      try (var in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
        for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
          names.add(
              entry.getName()
                  + " "
                  + Integer.toOctalString(entry.getMode() & 0777)
                  + " "
                  + new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    assertEquals(
        List.of("bin/ 755 ", "bin/x 755 run", "a/ 755 ", "a/b/ 755 ", "a/b/c 644 text"), names);
  }

  @Test
  void equalFilesGiveEqualBytes(@TempDir Path folder) throws Exception {
    Path one = image(folder, "one");
    Path two = image(folder, "two");
    List<Path> files = Folders.contents(one);
    assertTrue(files.size() > 6, files.toString());
    for (Path file : files) {
      if (Files.isRegularFile(file)) {
        assertArrayEquals(
            Files.readAllBytes(file),
            Files.readAllBytes(two.resolve(one.relativize(file).toString())));
      }
    }
  }

  private static Path image(Path folder, String name) throws IOException {
    Path text = folder.resolve("text");
    Path run = folder.resolve("run");
    Files.writeString(text, "text");
    Files.writeString(run, "run");
    assertTrue(run.toFile().setExecutable(true));
    Path layout = folder.resolve(name);
    var image = new OciLayout(layout);
    image.layer(Map.of("bin/x", run));
    image.layer(Map.of("a/b/c", text));
    image.write(Map.of("Entrypoint", List.of("/bin/x")), "test:1");
    return layout;
  }

  private static byte[] blob(Path layout, JsonNode descriptor) throws Exception {
    String digest = descriptor.path("digest").stringValue();
    byte[] bytes = Files.readAllBytes(layout.resolve("blobs/sha256").resolve(digest.substring(7)));
    assertEquals(digest, digest(bytes));
    assertEquals(descriptor.path("size").longValue(), bytes.length);
    return bytes;
  }

  private static String digest(byte[] bytes) throws Exception {
    return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
