package dev.sleipnir.model.exchange;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A zip file of arrays in NumPy's format, {@code .npz}, packed or not. */
final class Npz implements ArraySource {
  private static final String SUFFIX = ".npy";

  private final ZipRecords zip;
  private final Map<String, ArrayHead> heads = new LinkedHashMap<>();

  /** Closes the zip file with itself. */
  Npz(ZipRecords zip) throws IOException {
    this.zip = zip;
    for (String record : zip.names()) {
      if (!record.endsWith(SUFFIX)) {
        throw new IOException("expected arrays called NAME.npy, got " + ArrayNames.excerpt(record));
      }
      String name = record.substring(0, record.length() - SUFFIX.length());
      ArrayNames.require(name);
      NpyHeader header = NpyHeader.parse(name, zip.start(record, NpyHeader.MOST));
      Npy.requireLength(name, header, zip.size(record));
      heads.put(name, header.head());
    }
  }

  @Override
  public Set<String> names() {
    return heads.keySet();
  }

  @Override
  public ArrayHead head(String name) {
    return ArrayNames.known(heads, name);
  }

  @Override
  public NDArray read(String name) throws IOException {
    byte[] record = zip.read(name + SUFFIX, Integer.MAX_VALUE - 8L);
    NpyHeader header = NpyHeader.parse(name, record);
    Npy.requireLength(name, header, record.length);
    return header.array(record);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  static void write(OutputStream out, Map<String, NDArray> arrays) throws IOException {
    ZipWriting zip = new ZipWriting(out);
    for (var array : arrays.entrySet()) {
      zip.record(array.getKey() + SUFFIX, NpyHeader.of(array.getValue()), array.getValue().bytes());
    }
    zip.end();
  }
}
