package dev.sleipnir.model.exchange;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The format of safetensors: the length of a header, the header in JSON with type, shape and place
 * of each array, the arrays one after the other.
 */
final class Safetensors implements ArraySource {
  private static final String METADATA = "__metadata__";

  /** What the format allows a header. */
  private static final long LONGEST_HEADER = 100_000_000;

  private static final int ALIGNMENT = 8;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(3)
                  .maxStringLength((int) LONGEST_HEADER)
                  .build())
          .build();

  private final FileChannel file;
  private final long dataAt;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** An array and where it is among the bytes behind the header. */
  private record Entry(String name, ArrayHead head, long from, long to) {}

  private Safetensors(FileChannel file) throws IOException {
    this.file = file;
    long size = file.size();
    ByteBuffer length = bytes(0, Long.BYTES, size);
    long header = length.getLong();
    if (header < 2 || header > Math.min(LONGEST_HEADER, size - Long.BYTES)) {
      throw new IOException(
          "expected a header within the file's "
              + size
              + " bytes and of at most 100 MB, got a length of "
              + Long.toUnsignedString(header));
    }
    dataAt = Long.BYTES + header;
    readHeader(bytes(Long.BYTES, (int) header, size).array());
    requireTiled(size - dataAt);
  }

  static Safetensors open(Path path) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new Safetensors(file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private ByteBuffer bytes(long from, int count, long size) throws IOException {
    if (count > size - from) {
      throw new EOFException("expected a whole file, got one that ends early");
    }
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, from + bytes.position()) < 0) {
        throw new EOFException("expected a whole file, got one that ends early");
      }
    }
    return bytes.flip();
  }

  private void readHeader(byte[] header) throws IOException {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), header)) {
      require(json, json.nextToken(), JsonToken.START_OBJECT, "the header");
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        require(json, json.nextToken(), JsonToken.START_OBJECT, ArrayNames.excerpt(name));
        if (name.equals(METADATA)) {
          json.skipChildren();
        } else {
          ArrayNames.require(name);
          entries.put(name, entry(name, json));
        }
      }
      if (json.nextToken() != null) {
        throw new IOException("expected nothing behind the header's object, got more");
      }
    } catch (JacksonException e) {
      throw new IOException("expected a header in JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static void require(JsonParser json, JsonToken got, JsonToken expected, String what)
      throws IOException {
    if (got != expected) {
      throw new IOException(
          what
              + ": expected "
              + switch (expected) {
                case START_OBJECT -> "an object";
                case START_ARRAY -> "a list";
                case VALUE_STRING -> "a text";
                default -> "a whole number";
              }
              + ", got "
              + (got == null ? "the end" : ArrayNames.excerpt(json.getString())));
    }
  }

  private static Entry entry(String name, JsonParser json) throws IOException {
    DType type = null;
    long[] shape = null;
    long[] offsets = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "dtype" -> {
          require(json, json.currentToken(), JsonToken.VALUE_STRING, name);
          type = DType.ofSafetensors(json.getString());
          if (type == null) {
            throw new IOException(
                name
                    + ": expected one of the types "
                    + DType.allOfSafetensors()
                    + ", got "
                    + ArrayNames.excerpt(json.getString()));
          }
        }
        case "shape" -> shape = numbers(name, json);
        case "data_offsets" -> offsets = numbers(name, json);
        default ->
            throw new IOException(
                name + ": expected dtype, shape and data_offsets, got " + ArrayNames.excerpt(key));
      }
    }
    if (type == null || shape == null || offsets == null) {
      throw new IOException(name + ": expected dtype, shape and data_offsets, got less");
    }
    if (offsets.length != 2) {
      throw new IOException(name + ": expected data_offsets of two numbers, got " + offsets.length);
    }
    ArrayHead head = ArrayHead.of(name, type, shape);
    if (offsets[0] < 0 || offsets[1] - offsets[0] != head.bytes()) {
      throw new IOException(
          name
              + ": expected data_offsets of the "
              + head.bytes()
              + " bytes of "
              + head
              + ", got "
              + offsets[0]
              + " to "
              + offsets[1]);
    }
    return new Entry(name, head, offsets[0], offsets[1]);
  }

  private static long[] numbers(String name, JsonParser json) throws IOException {
    require(json, json.currentToken(), JsonToken.START_ARRAY, name);
    List<Long> numbers = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(json, json.currentToken(), JsonToken.VALUE_NUMBER_INT, name);
      numbers.add(json.getLongValue());
      if (numbers.size() > 100) {
        throw new IOException(name + ": expected at most 64 axes, got more");
      }
    }
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  /** Arrays follow each other without gap or overlap, up to the file's end. */
  private void requireTiled(long length) throws IOException {
    List<Entry> inOrder = new ArrayList<>(entries.values());
    inOrder.sort(Comparator.comparingLong(Entry::from).thenComparingLong(Entry::to));
    long end = 0;
    String before = "the header";
    for (Entry entry : inOrder) {
      if (entry.from != end) {
        throw new IOException(
            entry.name
                + ": expected to begin where "
                + before
                + " ends, at "
                + end
                + ", got "
                + entry.from
                + (entry.from < end ? ": they overlap" : ": there is a gap"));
      }
      end = entry.to;
      before = entry.name;
    }
    if (end != length) {
      throw new IOException(
          "expected "
              + end
              + " bytes of arrays behind the header, got "
              + length
              + (length < end ? ": the file ends early" : ""));
    }
  }

  @Override
  public Set<String> names() {
    return entries.keySet();
  }

  @Override
  public ArrayHead head(String name) {
    return ArrayNames.known(entries, name).head;
  }

  @Override
  public NDArray read(String name) throws IOException {
    Entry entry = ArrayNames.known(entries, name);
    return entry.head.array(bytes(dataAt + entry.from, entry.head.bytes(), file.size()).array());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  static void write(OutputStream out, Map<String, NDArray> arrays) throws IOException {
    // Largest elements first: then every array is aligned to the size of its elements.
    List<Map.Entry<String, NDArray>> inOrder = new ArrayList<>(arrays.entrySet());
    inOrder.sort(Comparator.comparingInt(e -> -e.getValue().dtype().bytes()));
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    try (JsonGenerator json =
        JSON.createGenerator(ObjectWriteContext.empty(), header, JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeName(METADATA).writeStartObject();
      json.writeStringProperty("format", "pt").writeEndObject(); // what transformers asks for
      long at = 0;
      for (var entry : inOrder) {
        NDArray array = entry.getValue();
        json.writeName(entry.getKey()).writeStartObject();
        json.writeStringProperty("dtype", array.dtype().safetensors());
        json.writeName("shape").writeStartArray();
        for (int axis : array.shape()) {
          json.writeNumber(axis);
        }
        json.writeEndArray().writeName("data_offsets").writeStartArray();
        json.writeNumber(at).writeNumber(at + array.bytes().length);
        json.writeEndArray().writeEndObject();
        at += array.bytes().length;
      }
      json.writeEndObject();
    }
    while (header.size() % ALIGNMENT != 0) {
      header.write(' ');
    }
    out.write(
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.size())
            .array());
    header.writeTo(out);
    for (var entry : inOrder) {
      out.write(entry.getValue().bytes());
    }
  }
}
