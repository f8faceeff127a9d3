package dev.sleipnir.events.file;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.ToIntFunction;

/**
 * An AEDAT 4 file of four streams, without compression and without a table: events of two cameras
 * (0 and 3), pictures (1), inertial samples and triggers (2 and 4).
 */
final class Aedat4Packets {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Aedat4Packets() {}

  static byte[] all() throws IOException {
    Aedat4Packets file = new Aedat4Packets();
    file.header();
    file.packet(0, "EVTS", b -> events(b, 10, 3));
    file.packet(3, "EVTS", b -> events(b, 20, 2));
    file.packet(1, "FRME", Aedat4Packets::frame);
    file.packet(2, "IMUS", Aedat4Packets::samples);
    file.packet(4, "TRIG", Aedat4Packets::triggers);
    file.packet(3, "EVTS", b -> events(b, 30, 1));
    file.packet(0, "EVTS", b -> events(b, 40, 1));
    return file.out.toByteArray();
  }

  private void header() throws IOException {
    StringBuilder xml = new StringBuilder("<dv version=\"2.0\"><node name=\"outInfo\">");
    String[] types = {"EVTS", "FRME", "IMUS", "EVTS", "TRIG"};
    for (int id = 0; id < types.length; id++) {
      xml.append("<node name=\"" + id + "\"><attr key=\"typeIdentifier\" type=\"string\">");
      xml.append(types[id] + "</attr><node name=\"info\"><attr key=\"sizeX\" type=\"int\">");
      xml.append((64 + id) + "</attr><attr key=\"sizeY\" type=\"int\">48</attr></node></node>");
    }
    FlatBufferBuilder builder = new FlatBufferBuilder(1 << 10);
    int text = builder.createString(xml.append("</node></dv>").toString());
    builder.startTable(3);
    builder.addOffset(2, text, 0);
    builder.finish(builder.endTable(), "IOHE");
    byte[] head = builder.sizedByteArray();
    out.write(Recordings.bytes(Aedat4Header.MAGIC, head.length, head));
  }

  private void packet(int stream, String type, ToIntFunction<FlatBufferBuilder> root)
      throws IOException {
    FlatBufferBuilder builder = new FlatBufferBuilder(1 << 8).forceDefaults(true);
    builder.finishSizePrefixed(root.applyAsInt(builder), type);
    byte[] bytes = builder.sizedByteArray();
    out.write(Recordings.bytes(stream, bytes.length, bytes));
  }

  private static int list(FlatBufferBuilder builder, int vector) {
    builder.startTable(1);
    builder.addOffset(0, vector, 0);
    return builder.endTable();
  }

  private static int events(FlatBufferBuilder builder, long t, int count) {
    ByteBuffer structs = ByteBuffer.allocate(16 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      structs.putLong(t + i).putShort((short) i).putShort((short) 7).putInt(1);
    }
    builder.startVector(16, count, 8);
    for (int i = 16 * count - 1; i >= 0; i--) {
      builder.putByte(structs.get(i));
    }
    return list(builder, builder.endVector());
  }

  private static int frame(FlatBufferBuilder builder) {
    int pixels = builder.createByteVector(new byte[] {1, 2, 3, 4, 5, 6});
    builder.startTable(11);
    builder.addLong(3, 21, 0);
    builder.addLong(4, 22, 0);
    builder.addShort(6, (short) 3, 0);
    builder.addShort(7, (short) 2, 0);
    builder.addOffset(10, pixels, 0);
    return builder.endTable();
  }

  private static int samples(FlatBufferBuilder builder) {
    int[] tables = new int[3];
    for (int i = 0; i < tables.length; i++) {
      builder.startTable(11);
      builder.addLong(0, 23 + i, 0);
      builder.addFloat(1, 37.5f, 0);
      builder.addFloat(2, i, 0);
      tables[i] = builder.endTable();
    }
    return list(builder, builder.createVectorOfTables(tables));
  }

  private static int triggers(FlatBufferBuilder builder) {
    int[] tables = new int[2];
    for (int i = 0; i < tables.length; i++) {
      builder.startTable(2);
      builder.addLong(0, 24 + i, 0);
      builder.addByte(1, (byte) 2, 0);
      tables[i] = builder.endTable();
    }
    return list(builder, builder.createVectorOfTables(tables));
  }
}
