package dev.sleipnir.model.exchange;

import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes zip files whose records are stored as they are: the same content gives the same file. */
final class ZipWriting {
  /** The first that a zip file can state. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final ZipOutputStream out;

  ZipWriting(OutputStream to) {
    out = new ZipOutputStream(to);
    out.setMethod(ZipOutputStream.STORED);
  }

  /** Writes a record of these parts, one after the other. */
  void record(String name, byte[]... parts) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    CRC32 crc = new CRC32();
    long size = 0;
    for (byte[] part : parts) {
      crc.update(part);
      size += part.length;
    }
    entry.setTimeLocal(NO_TIME);
    entry.setSize(size);
    entry.setCompressedSize(size);
    entry.setCrc(crc.getValue());
    out.putNextEntry(entry);
    for (byte[] part : parts) {
      out.write(part);
    }
    out.closeEntry();
  }

  void end() throws IOException {
    out.finish();
  }
}
