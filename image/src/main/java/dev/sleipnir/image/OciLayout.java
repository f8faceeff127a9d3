package dev.sleipnir.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A container's image as a folder, by the OCI Image Layout and Image Format specifications 1.1:
 * layers, a configuration, a manifest and an index, each under its SHA-256. Equal files give equal
 * bytes.
 */
final class OciLayout {
  private static final String TYPE = "application/vnd.oci.image.";

  /** Seconds since 1970 that every file is said to be of: 2026-01-01. */
  private static final long TIME = 1_767_225_600L;

  private final Path folder;
  private final List<Map<String, Object>> layers = new ArrayList<>();
  private final List<String> contents = new ArrayList<>();

  /** An image without layers, in place of what lies in the folder. */
  OciLayout(Path folder) throws IOException {
    this.folder = folder;
    Folders.delete(folder);
    Files.createDirectories(blobs());
  }

  private Path blobs() {
    return folder.resolve("blobs").resolve("sha256");
  }

  /**
   * Adds a layer above those there are.
   *
   * @param files by their names in the container, without a leading slash
   */
  void layer(Map<String, Path> files) throws IOException {
    Path written = folder.resolve("layer.tar.gz");
    MessageDigest compressed = sha256();
    MessageDigest plain = sha256();
    var gzip = new GzipParameters();
    gzip.setCompressionLevel(6);
    try (OutputStream out =
            new DigestOutputStream(
                new BufferedOutputStream(Files.newOutputStream(written)), compressed);
        var zipped = new GzipCompressorOutputStream(out, gzip);
        var tar = new TarArchiveOutputStream(new DigestOutputStream(zipped, plain))) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (String parent : parents(files)) {
        add(tar, parent + "/", null, 0755);
      }
      for (var file : new TreeMap<>(files).entrySet()) {
        add(tar, file.getKey(), file.getValue(), Files.isExecutable(file.getValue()) ? 0755 : 0644);
      }
    }
    String digest = HexFormat.of().formatHex(compressed.digest());
    contents.add("sha256:" + HexFormat.of().formatHex(plain.digest()));
    layers.add(descriptor("layer.v1.tar+gzip", digest, Files.size(written)));
    Files.move(written, blobs().resolve(digest));
  }

  private static NavigableSet<String> parents(Map<String, Path> files) {
    var parents = new TreeSet<String>();
    for (String name : files.keySet()) {
      for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
        parents.add(name.substring(0, slash));
      }
    }
    return parents;
  }

  private static void add(TarArchiveOutputStream tar, String name, @Nullable Path file, int mode)
      throws IOException {
    var entry = new TarArchiveEntry(name);
    entry.setModTime(TIME * 1000);
    entry.setMode(mode);
    entry.setIds(0, 0);
    entry.setNames("", "");
    if (file != null) {
      entry.setSize(Files.size(file));
    }
    tar.putArchiveEntry(entry);
    if (file != null) {
      Files.copy(file, tar);
    }
    tar.closeArchiveEntry();
  }

  /**
   * Writes configuration, manifest and index.
   *
   * @param config how a container is started
   * @param name of the image
   */
  void write(Map<String, Object> config, String name) throws IOException {
    Map<String, Object> image = new LinkedHashMap<>();
    image.put("created", "2026-01-01T00:00:00Z");
    image.put(
        "architecture",
        System.getProperty("os.arch").replace("x86_64", "amd64").replace("aarch64", "arm64"));
    image.put("os", "linux");
    image.put("config", config);
    image.put("rootfs", Map.of("type", "layers", "diff_ids", contents));
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", TYPE + "manifest.v1+json");
    manifest.put("config", blob("config.v1+json", image));
    manifest.put("layers", layers);
    Map<String, Object> pointer = new LinkedHashMap<>(blob("manifest.v1+json", manifest));
    pointer.put("annotations", Map.of("org.opencontainers.image.ref.name", name));
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("schemaVersion", 2);
    index.put("mediaType", TYPE + "index.v1+json");
    index.put("manifests", List.of(pointer));
    Files.writeString(folder.resolve("index.json"), json(index));
    Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
  }

  private Map<String, Object> blob(String type, Map<String, Object> value) throws IOException {
    byte[] bytes = json(value).getBytes(StandardCharsets.UTF_8);
    String digest = HexFormat.of().formatHex(sha256().digest(bytes));
    Files.write(blobs().resolve(digest), bytes);
    return descriptor(type, digest, bytes.length);
  }

  private static Map<String, Object> descriptor(String type, String digest, long size) {
    Map<String, Object> descriptor = new LinkedHashMap<>();
    descriptor.put("mediaType", TYPE + type);
    descriptor.put("digest", "sha256:" + digest);
    descriptor.put("size", size);
    return descriptor;
  }

  private static String json(Map<String, Object> value) {
    return JsonMapper.builder()
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .build()
        .writeValueAsString(value);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
