package dev.sleipnir.model.exchange;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The records of a zip file, by name. What is read is held against the length and the checksum that
 * the file states. A record that claims more than its bytes can be unpacked to is refused before
 * memory is taken for it.
 */
final class ZipRecords implements Closeable {
  /** No bytes can be packed tighter by DEFLATE. */
  private static final long MOST_PACKED = 1032;

  private final ZipFile file;
  private final Map<String, ZipEntry> entries = new LinkedHashMap<>();

  private ZipRecords(ZipFile file) {
    this.file = file;
  }

  static ZipRecords open(Path path) throws IOException {
    ZipFile file;
    try {
      file = new ZipFile(path.toFile());
    } catch (IllegalArgumentException e) {
      throw new IOException("expected a zip file with names in UTF-8, got others", e);
    }
    try {
      ZipRecords records = new ZipRecords(file);
      records.list();
      return records;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void list() throws IOException {
    for (ZipEntry entry : Collections.list(file.entries())) {
      if (entry.isDirectory()) {
        continue; // of a file that was packed again
      }
      String name = entry.getName();
      ArrayNames.require(name);
      if (entries.put(name, entry) != null) {
        throw new IOException(
            "expected each name once, got " + ArrayNames.excerpt(name) + " twice");
      }
      long packed = entry.getCompressedSize();
      long size = entry.getSize();
      long most =
          entry.getMethod() == ZipEntry.STORED ? packed : MOST_PACKED * (packed + 1); // bounds both
      if (size < 0 || packed < 0 || packed > Integer.MAX_VALUE || size > most) {
        throw new IOException(
            ArrayNames.excerpt(name)
                + ": expected at most "
                + most
                + " bytes from "
                + packed
                + ", got a length of "
                + size);
      }
    }
  }

  /** The names, in the order of the file. */
  Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  boolean has(String name) {
    return entries.containsKey(name);
  }

  /** Length of a record in bytes, as the file states it. */
  long size(String name) {
    return entry(name).getSize();
  }

  private ZipEntry entry(String name) {
    ZipEntry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException("no record " + name);
    }
    return entry;
  }

  /** The first bytes of a record, as many as there are up to some; nothing is checked yet. */
  byte[] start(String name, int most) throws IOException {
    try (InputStream in = file.getInputStream(entry(name))) {
      return in.readNBytes(most);
    }
  }

  /**
   * A whole record.
   *
   * @param most how long it may be
   * @throws IOException if it is longer, or not what the file states
   */
  byte[] read(String name, long most) throws IOException {
    ZipEntry entry = entry(name);
    if (entry.getSize() > most) {
      throw new IOException(
          ArrayNames.excerpt(name)
              + ": expected at most "
              + most
              + " bytes, got "
              + entry.getSize());
    }
    byte[] bytes = new byte[(int) entry.getSize()];
    try (InputStream in = file.getInputStream(entry)) {
      int read = in.readNBytes(bytes, 0, bytes.length);
      if (read < bytes.length || in.read() != -1) {
        throw new IOException(
            ArrayNames.excerpt(name) + ": expected " + bytes.length + " bytes, got others");
      }
    }
    CRC32 crc = new CRC32();
    crc.update(bytes);
    if (crc.getValue() != entry.getCrc()) {
      throw new IOException(
          ArrayNames.excerpt(name) + ": its checksum differs: the file is damaged");
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
