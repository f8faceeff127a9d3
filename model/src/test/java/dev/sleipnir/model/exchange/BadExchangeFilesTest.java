package dev.sleipnir.model.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.layer.Linear;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged, cut, lying and hostile files: one error, nothing changed, no memory taken. */
class BadExchangeFilesTest {
  @TempDir private Path folder;

  private final Linear network = new Linear(3, 2);

  /** Writes a file, expects it refused, and gives the message. */
  private String refused(String name, byte[] content) throws IOException {
    Path file = Files.write(folder.resolve(name), content);
    float[] weights = network.weight().data().clone();
    String message =
        String.valueOf(
            assertThrows(IOException.class, () -> StateDict.load(network, file)).getMessage());
    assertArrayEquals(weights, network.weight().data());
    assertTrue(message.startsWith("arrays " + file + ": "), message);
    assertTrue(message.indexOf('\n') < 0 && message.length() < 500, message);
    return message;
  }

  private void refused(String name, byte[] content, String reason) throws IOException {
    String message = refused(name, content);
    assertTrue(message.contains(reason), message);
  }

  private byte[] written(String name) throws IOException {
    Path file = folder.resolve(name);
    StateDict.save(network, file);
    return Files.readAllBytes(file);
  }

  private static byte[] safetensors(long length, String header, int data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length == -1 ? text.length : length)
        .put(text)
        .array();
  }

  private static String array(String name, String type, String shape, long from, long to) {
    return String.format(
        Locale.ROOT,
        "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}",
        name,
        type,
        shape,
        from,
        to);
  }

  private static byte[] zip(boolean packed, Object... namesAndContents) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setLevel(packed ? 9 : 0);
      for (int i = 0; i < namesAndContents.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) namesAndContents[i]));
        zip.write((byte[]) namesAndContents[i + 1]);
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void cutFiles() throws IOException {
    for (String name : new String[] {"cut.safetensors", "cut.npz", "cut.pt"}) {
      byte[] whole = written(name);
      for (int length = 0; length < whole.length; length += 1 + length / 40) {
        refused(name, Arrays.copyOf(whole, length));
      }
    }
  }

  @Test
  void flippedBitsOfZipFiles() throws IOException {
    for (String name : new String[] {"flipped.npz", "flipped.pt"}) {
      byte[] whole = written(name);
      byte[] flipped = whole.clone();
      flipped[lastIndexOf(whole, StateDict.of(network).get("weight").bytes()) + 3] ^= 4;
      refused(name, flipped, "checksum");
    }
  }

  @Test
  void safetensorsThatLie() throws IOException {
    String weight = array("weight", "F32", "[2,3]", 0, 24);
    refused("a", safetensors(1L << 40, "{}", 0), "got a length of 1099511627776");
    refused("a", safetensors(1L << 63, "{}", 0), "9223372036854775808");
    refused("a", safetensors(-1, "{" + weight, 24), "JSON");
    refused("a", safetensors(-1, "[1]", 0), "something else");
    refused("a", safetensors(-1, "{}1", 0), "nothing behind");
    refused(
        "a",
        safetensors(-1, "{" + weight + "," + array("bias", "F32", "[2]", 20, 28) + "}", 28),
        "overlap");
    refused(
        "a",
        safetensors(-1, "{" + weight + "," + array("bias", "F32", "[2]", 28, 36) + "}", 36),
        "gap");
    refused("a", safetensors(-1, "{" + weight + "}", 30), "got 30");
    refused("a", safetensors(-1, "{" + weight + "}", 20), "ends early");
    refused("a", safetensors(-1, "{" + weight + "," + weight + "}", 24), "Duplicate");
    refused(
        "a", safetensors(-1, "{" + array("weight", "F32", "[2,3]", 24, 0) + "}", 24), "24 to 0");
    refused(
        "a", safetensors(-1, "{" + array("weight", "F32", "[2,-3]", 0, 24) + "}", 24), "[2, -3]");
    refused(
        "a",
        safetensors(-1, "{" + array("w", "F32", "[65536,65536,65536,65536]", 0, 0) + "}", 0),
        "at most 2 GiB");
    refused("a", safetensors(-1, "{" + array("w", "F4_E9", "[2]", 0, 1) + "}", 1), "'F4_E9'");
    refused("a", safetensors(-1, "{" + array("../w", "F32", "[2]", 0, 8) + "}", 8), "path: '../w'");
    refused("a", safetensors(-1, "{\"w\":{\"dtype\":\"F32\",\"shape\":[]}}", 0), "got less");
    refused("a", safetensors(-1, "{\"w\":" + "[".repeat(5000) + "}", 0), "an object");
    refused("a", safetensors(-1, "{\"w\":{\"shape\":[99999999999999999999]}}", 0), "JSON");
  }

  @Test
  void zipBombs() throws IOException {
    NDArray large = NDArray.of(new float[1 << 20], 1 << 20);
    byte[] record = new byte[NpyHeader.of(large).length + large.bytes().length];
    System.arraycopy(NpyHeader.of(large), 0, record, 0, NpyHeader.of(large).length);
    byte[] packed = zip(true, "weight.npy", record, "bias.npy", record);
    assertTrue(packed.length < 20_000, "4 MB each");
    refused("bomb.npz", packed, "weight: expected [2, 3], got [1048576]");
    byte[] lying = packed.clone();
    int central = lastIndexOf(lying, new byte[] {'P', 'K', 1, 2});
    ByteBuffer.wrap(lying).order(ByteOrder.LITTLE_ENDIAN).putInt(central + 24, 0x7FFF_FFFF);
    refused("bomb.npz", lying, "2147483647");
  }

  private static int lastIndexOf(byte[] bytes, byte[] part) {
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .lastIndexOf(new String(part, StandardCharsets.ISO_8859_1));
  }

  @Test
  void namesInZipFiles() throws IOException {
    byte[] record = {1};
    refused("a.npz", zip(false, "../weight.npy", record), "path");
    refused("a.npz", zip(false, "/etc/weight.npy", record), "path");
    refused("a.npz", zip(false, "a\\b.npy", record), "backslashes");
    refused("a.npz", zip(false, "readme.txt", record), "NAME.npy");
    refused("a.npz", zip(false, "weight.npy", record), "NumPy's format");
    assertThrows(
        IOException.class,
        () ->
            StateDict.of(Map.of("../w", NDArray.of(new float[1], 1)))
                .write(folder.resolve("out.npz")));
    assertTrue(Files.notExists(folder.resolve("out.npz")));
  }

  @Test
  void headersOfNumpy() throws IOException {
    NDArray array = NDArray.of(new float[6], 2, 3);
    String good = new String(NpyHeader.of(array), StandardCharsets.ISO_8859_1);
    for (String[] change :
        new String[][] {
          {"(2, 3)", "(2, 4)"},
          {"(2, 3)", "(2,-3)"},
          {"(2, 3)", "(2e 3)"},
          {"(2, 3)", "[2, 3]"},
          {"<f4", "<f3"},
          {"False", "Maybe"},
          {"descr", "Descr"},
          {"{", "("},
          {"\u0001\u0000", "\u0009\u0000"},
        }) {
      assertTrue(good.contains(change[0]), change[0]);
      byte[] header = good.replace(change[0], change[1]).getBytes(StandardCharsets.ISO_8859_1);
      byte[] record = Arrays.copyOf(header, header.length + 24);
      String message = refused("a.npz", zip(false, "weight.npy", record));
      assertTrue(message.contains("weight: expected"), message);
    }
  }

  // ---- pickles

  private static byte[] pickle(Object... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {(byte) 0x80, 2});
    for (Object part : parts) {
      if (part instanceof Integer code) {
        bytes.write(code);
      } else {
        bytes.writeBytes(part.toString().getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    return bytes.toByteArray();
  }

  private void refusedPickle(String reason, Object... parts) throws IOException {
    refused("a.pt", zip(false, "a/data.pkl", pickle(parts), "a/data/0", new byte[24]), reason);
  }

  @Test
  void picklesRunNothing() throws IOException {
    refusedPickle("'os.system'", "cos\nsystem\n(U\u0004true", "tR.");
    refusedPickle("'builtins.eval'", "cbuiltins\neval\n(U\u00011tR.");
    refusedPickle("instruction 0x6f", "(}o.");
    refusedPickle("instruction 0x81", ")", 0x81, ".");
    refusedPickle("'torch.load'", "ctorch\nload\n.");
    refusedPickle("'collections.OrderedDict.x'", "ccollections\nOrderedDict.x\n.");
    refusedPickle("pickle", "ctorch\nSize\nctorch\nSize\nR.");
    refusedPickle("dictionary of tensors", "K\u0001.");
    refusedPickle("ends early", "(");
    refusedPickle("ends early", "X", 255, 255, 255, 255, ".");
    refusedPickle("ends early", 0x8D, 255, 255, 255, 255, 255, 255, 255, 255, ".");
    refusedPickle("that are none", ".");
    refusedPickle("that are none", "h\u0005.");
    refusedPickle("64 bits", 0x8A, 9, "123456789.");
    refusedPickle("at most 2000000 values", ")0".repeat(2_000_001));
  }

  private static String tensor(
      String key, String count, String first, String shape, String strides) {
    return "ctorch._utils\n_rebuild_tensor_v2\n((U\u0007storagectorch\nFloatStorage\nU"
        + (char) key.length()
        + key
        + "U\u0003cpu"
        + count
        + "tQ"
        + first
        + shape
        + strides
        + "\u0089}tR";
  }

  @Test
  void tensorsOutsideTheirStorage() throws IOException {
    String start = "}(U\u0006weight";
    String shape = "K\u0002K\u0003\u0086";
    String strides = "K\u0003K\u0001\u0086";
    refusedPickle("missing: bias", start, tensor("0", "K\u0006", "K\u0000", shape, strides), "u.");
    refusedPickle("within", start, tensor("0", "K\u0006", "K\u0001", shape, strides), "u.");
    refusedPickle(
        "within", start, tensor("0", "K\u0006", "K\u0000", shape, "K\u0004K\u0001\u0086"), "u.");
    refusedPickle(
        "within",
        start,
        tensor("0", "K\u0006", "K\u0000", shape, "J\u00ff\u00ff\u00ff\u00ffK\u0001\u0086"),
        "u.");
    refusedPickle("within", start, tensor("0", "K\u0006", "K\u0000", shape, ")"), "u.");
    String huge = "J\u00ff\u00ff\u00ff\u007f";
    refusedPickle(
        "at most 2 GiB",
        start,
        tensor("0", "K\u0006", "K\u0000", huge + huge + "\u0086", "K\u0000K\u0000\u0086"),
        "u.");
    String bias =
        "U\u0004bias" + tensor("0", "K\u0006", "K\u0000", "K\u0002\u0085", "K\u0001\u0085");
    refusedPickle(
        "elements",
        start,
        tensor("0", "K\u0007", "K\u0000", shape, strides),
        bias.replace("K\u0006", "K\u0007"),
        "u.");
    refusedPickle(
        "'a/data/1', found none",
        start,
        tensor("1", "K\u0006", "K\u0000", shape, strides),
        bias,
        "u.");
    refusedPickle(
        "found none", start, tensor("../x", "K\u0006", "K\u0000", shape, strides), bias, "u.");
    refusedPickle("twice", "}(", bias, bias, "u.");
  }

  @Test
  void dictionariesInThemselves() throws IOException {
    refusedPickle("in each other", "}q\u0001U\u0001ah\u0001s.");
    StringBuilder doubled = new StringBuilder("}q\u0001");
    for (int level = 2; level < 42; level++) {
      String before = "h" + (char) (level - 1);
      doubled.append("}q").append((char) level);
      doubled.append("(U\u0001a").append(before).append("U\u0001b").append(before).append('u');
    }
    refusedPickle("at most 1000000 values", doubled, ".");
  }

  @Test
  void whatIsNoFile() {
    for (Path path : new Path[] {folder, folder.resolve("none.pt")}) {
      String message =
          String.valueOf(assertThrows(IOException.class, () -> StateDict.read(path)).getMessage());
      assertTrue(message.contains("expected a file"), message);
    }
  }
}
