package dev.sleipnir.events.file;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The formats of recordings. */
public enum EventFormat {
  /** Prophesee RAW, EVT 2.0: words of 32 bits. */
  EVT2("evt2", "raw", true),
  /** Prophesee RAW, EVT 2.1: words of 64 bits, up to 32 events each. */
  EVT21("evt2.1", "raw", false),
  /** Prophesee RAW, EVT 3.0: words of 16 bits, a state machine. */
  EVT3("evt3", "raw", true),
  /** Prophesee DAT: records of 8 bytes. */
  DAT("dat", "dat", true),
  /** N-MNIST and N-Caltech101: records of 5 bytes, without a header. */
  NMNIST("n-mnist", "bin", false),
  /** Event Stream 2: dvs, atis, color and generic; dvs is written. */
  ES("es", "es", true),
  /** jAER's AEDAT 2.0, and the records of 6 bytes before it. */
  AEDAT2("aedat2", "aedat", false),
  /** cAER's AEDAT 3.1. */
  AEDAT31("aedat3.1", "aedat", false),
  /** iniVation DV's AEDAT 4. */
  AEDAT4("aedat4", "aedat4", true),
  /** Lines of text: t, x, y and polarity. */
  CSV("csv", "csv", true),
  /** NumPy arrays of records, or of four columns. */
  NPY("npy", "npy", true),
  /** The HDF5 files of the Heidelberg digits and speech commands. */
  SHD("shd", "h5", false),
  /** MATLAB 5 files of ST-MNIST. */
  MAT("mat", "mat", false);

  private final String id;
  private final String extension;
  private final boolean isWritten;

  EventFormat(String id, String extension, boolean isWritten) {
    this.id = id;
    this.extension = extension;
    this.isWritten = isWritten;
  }

  /** {@return its name in reports and options, such as {@code evt3}} */
  public String id() {
    return id;
  }

  /** {@return how names of such files usually end, without the dot} */
  public String extension() {
    return extension;
  }

  /** {@return whether {@link EventWriter} writes it} */
  public boolean isWritten() {
    return isWritten;
  }

  @Override
  public String toString() {
    return id;
  }

  /**
   * Finds a format.
   *
   * @param id its name, such as {@code evt3}; capitals do not matter
   * @return the format
   * @throws IllegalArgumentException if there is none of that name
   */
  public static EventFormat of(String id) {
    for (EventFormat format : values()) {
      if (format.id.equals(id.toLowerCase(Locale.ROOT))) {
        return format;
      }
    }
    throw new IllegalArgumentException(
        "format: expected one of "
            + Arrays.stream(values()).map(EventFormat::id).collect(Collectors.joining(", "))
            + ", got "
            + id);
  }
}
