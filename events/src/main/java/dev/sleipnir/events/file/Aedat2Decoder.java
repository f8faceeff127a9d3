package dev.sleipnir.events.file;

import dev.sleipnir.events.Events;
import java.io.IOException;
import java.util.Locale;

/**
 * AEDAT 2.0 of jAER: big-endian address and time. Which bits of an address mean what, the camera
 * says.
 */
final class Aedat2Decoder extends WordDecoder {
  /** The cameras whose addresses are known. */
  private enum Camera {
    DVS128(128, 128),
    DAVIS240(240, 180),
    DAVIS346(346, 260);

    private final int width;
    private final int height;

    Camera(int width, int height) {
      this.width = width;
      this.height = height;
    }
  }

  private final int addressLength;
  private final Camera camera;
  private final ReadOptions.Layout layout;
  private final Others others;
  private final Others.Count apsRecords;
  private final Others.Count imuRecords;
  private final Others.Count specialRecords;
  private final Time32 clock = new Time32();
  private boolean isTimed;

  Aedat2Decoder(ByteInput in, Faults faults, ReadOptions.Layout layout, Others others)
      throws IOException {
    this(in, faults, layout, others, new Head(in));
  }

  private Aedat2Decoder(
      ByteInput in, Faults faults, ReadOptions.Layout layout, Others others, Head head)
      throws IOException {
    super(in, faults, head.isFirst ? 6 : 8);
    addressLength = head.isFirst ? 2 : 4;
    this.layout = layout;
    this.others = others;
    apsRecords = others.count("aps_records");
    imuRecords = others.count("imu_records");
    specialRecords = others.count("special_records");
    camera = camera(head);
    sensor(camera.width, camera.height);
  }

  private Camera camera(Head head) throws IOException {
    String chip = head.chip.toUpperCase(Locale.ROOT);
    for (Camera known : Camera.values()) {
      if (chip.contains(known.name())) {
        return known;
      }
    }
    if (head.isFirst || !in.fill(1)) {
      return Camera.DVS128;
    }
    throw Faults.fatal(
        in.offset(),
        "expected a header that names a camera, '# AEChip: ...' with DVS128, DAVIS240 or DAVIS346, got "
            + (head.chip.isEmpty() ? "none" : head.chip));
  }

  /** The lines before the data. */
  private static final class Head {
    private boolean isFirst = true;
    private String chip = "";

    Head(ByteInput in) throws IOException {
      while (in.fill(1) && in.bytes()[in.at()] == '#') {
        int length = in.line();
        if (length < 0) {
          break;
        }
        String line = in.text(length);
        in.skip(length);
        if (line.startsWith("#!AER-DAT2")) {
          isFirst = false;
        } else if (line.startsWith("# AEChip:")) {
          chip = line.substring("# AEChip:".length()).strip();
        } else if (line.startsWith("#End Of ASCII Header")) {
          break;
        }
      }
    }
  }

  @Override
  void words(Events out) throws IOException {
    int end = wordsEnd();
    int length = addressLength + 4;
    while (in.at() < end && out.room() > 0) {
      int at = in.at();
      int address =
          addressLength == 4
              ? Integer.reverseBytes(in.i32(at))
              : Short.reverseBytes((short) in.u16(at)) & 0xFFFF;
      int bits = Integer.reverseBytes(in.i32(at + addressLength));
      if (!isTimed) {
        clock.set(bits & 0xFFFFFFFFL);
        isTimed = true;
      }
      long time = clock.next(bits);
      if (camera == Camera.DVS128) {
        dvs128(out, address, time);
      } else {
        davis(out, address, time);
      }
      in.skip(length);
    }
  }

  private void dvs128(Events out, int address, long time) {
    if ((address & 0x80008000) != 0) {
      specialRecords.add(1);
      return;
    }
    int first = address >>> 1 & 127;
    int second = address >>> 8 & 127;
    if (layout == ReadOptions.Layout.TONIC) {
      out.add(time, second, first, address & 1);
    } else {
      out.add(time, 127 - first, second, ~address & 1);
    }
  }

  private void davis(Events out, int address, long time) throws IOException {
    if (address < 0) {
      // A part of an inertial sample, or a pixel of a picture.
      ((address >>> 10 & 3) == 3 ? imuRecords : apsRecords).add(1);
      return;
    }
    int sign = address >>> 11 & 1;
    if ((address >>> 10 & 1) != 0) {
      others.trigger(new Trigger(time, 0, sign));
      return;
    }
    int column = camera.width - 1 - (address >>> 12 & 0x3FF);
    int row = address >>> 22 & 0x1FF;
    if (column < 0 || row >= camera.height) {
      outside(in.offset(), column, row);
      return;
    }
    boolean isFlipped = layout == ReadOptions.Layout.TONIC && camera == Camera.DAVIS346;
    out.add(time, column, isFlipped ? camera.height - 1 - row : row, sign);
  }
}
