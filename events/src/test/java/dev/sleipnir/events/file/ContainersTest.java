package dev.sleipnir.events.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sleipnir.events.Events;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HDF5 of SHD, made with h5py, and MATLAB files of ST-MNIST. */
class ContainersTest {
  private static final String SHD =
      "144165 576 0 1, 511719 664 0 1, 950684 174 0 1, 27557 218 0 1, 409180 572 0 1,"
          + " 423340 230 0 1, 538086 316 0 1, 549805 551 0 1, 753418 86 0 1, 827637 212 0 1,"
          + " 453613 683 0 1, 203491 93 0 1, 403076 351 0 1";

  @TempDir Path folder;

  private Path shd() throws IOException {
    return Files.write(folder.resolve("any.bin"), Damaged.shd());
  }

  @Test
  void samplesOfShd() throws IOException {
    try (ShdFile file = ShdFile.open(shd())) {
      assertEquals(5, file.size());
      assertEquals(3, file.label(3));
      Events events = new Events(1);
      file.read(1, events);
      assertTrue(events.isEmpty());
      file.read(4, events);
      file.read(3, events);
      assertEquals("203491 93 0 1, 403076 351 0 1, 453613 683 0 1", Recordings.text(events));
      assertThrows(IndexOutOfBoundsException.class, () -> file.read(5, events));
      assertThrows(IndexOutOfBoundsException.class, () -> file.label(-1));
    }
  }

  @Test
  void shdAsOneRecording() throws IOException {
    Events all = new Events(1);
    try (EventReader reader = EventFile.open(shd())) {
      assertEquals(EventFormat.SHD, reader.format());
      Events batch = new Events(2);
      while (reader.next(batch)) {
        all.add(batch, 0, batch.size());
      }
    }
    assertEquals(SHD, Recordings.text(all));
    // From a stream, too, which is copied aside.
    assertEquals(SHD, Recordings.text(Recordings.read(Damaged.shd(), 100)));
    Path other = Files.write(folder.resolve("other.h5"), Arrays.copyOf(Damaged.shd(), 3000));
    assertThrows(EventFormatException.class, () -> EventFile.open(other));
    assertThrows(EventFormatException.class, () -> ShdFile.open(other));
  }

  @Test
  void whatElseTheSamplesOfAedat4Hold() throws IOException {
    String data = System.getenv("SLEIPNIR_DATA");
    assumeTrue(data != null, "SLEIPNIR_DATA is not set: real recordings not read");
    Path davis = Path.of(data, "events", "aestream_davis.aedat4");
    assumeTrue(Files.exists(davis), "no events in $SLEIPNIR_DATA: real recordings not read");
    List<Frame> frames = new ArrayList<>();
    List<ImuSample> samples = new ArrayList<>();
    List<Trigger> triggers = new ArrayList<>();
    RecordingListener listener =
        new RecordingListener() {
          @Override
          public void frame(Frame frame) {
            frames.add(frame);
          }

          @Override
          public void imu(ImuSample sample) {
            samples.add(sample);
          }

          @Override
          public void trigger(Trigger trigger) {
            triggers.add(trigger);
          }
        };
    ReadOptions options = ReadOptions.DEFAULT.listener(listener);
    Recordings.read(Files.newInputStream(davis), options, 1 << 14);
    assertEquals(3, frames.size());
    Frame frame = frames.getFirst();
    assertEquals(1633953690976518L, frame.start());
    assertEquals(1633953690981291L, frame.end());
    assertEquals(89960, frame.pixels().length);
    assertEquals(346, frame.width());
    assertEquals(1, frame.channels());
    assertEquals(130, samples.size());
    assertEquals(15, triggers.size());
    samples.clear();
    Path tonic = Path.of(data, "events", "tonic_sample.aedat4");
    Recordings.read(Files.newInputStream(tonic), options, 1 << 14);
    assertEquals(475, samples.size());
    ImuSample first = samples.getFirst();
    assertEquals(1605537493718788L, first.t());
    assertEquals(38.1523f, first.temperature(), 1e-4f);
    assertEquals(-0.995117f, first.ay(), 1e-6f);
    assertEquals(0.0762939f, first.gy(), 1e-6f);
  }

  @Test
  void matlab() throws IOException {
    String expected = "10 7 0 1, 2500000 0 2 0, 2500000 9 9 1";
    for (boolean isCompressed : new boolean[] {false, true}) {
      byte[] file = Damaged.mat(isCompressed);
      assertEquals(expected, Recordings.text(Recordings.read(file, 100)));
      assertEquals(expected, Recordings.text(Recordings.read(file, 1)));
      try (EventReader reader =
          EventFile.open(
              new ByteArrayInputStream(Arrays.copyOf(file, file.length - 40)),
              ReadOptions.DEFAULT)) {
        assertEquals(10, reader.width());
        Events batch = new Events(9);
        assertThrows(
            EventFormatException.class,
            () -> {
              while (reader.next(batch)) {
                // to the damage
              }
            });
      }
    }
  }
}
