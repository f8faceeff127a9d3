package dev.sleipnir.nir.hdf5;

import dev.sleipnir.model.exchange.DType;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.hdf5.Hdf5Input;
import dev.sleipnir.nir.graph.NirValue;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import java.io.IOException;
import java.lang.reflect.Array;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/** Reads groups and datasets of an HDF5 file. */
public final class Hdf5Reader {
  private static final int DEEPEST = 64;

  private final Hdf5Input file;

  private Hdf5Reader(Hdf5Input file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @param file the file
   * @return the members of its root group
   * @throws IOException if it is not HDF5, or damaged, or uses what is not supported; the message
   *     names the place in it
   */
  public static NirValue.Group read(Path file) throws IOException {
    return Hdf5Input.read(file, Hdf5Reader::whole);
  }

  /**
   * Reads the bytes of a file.
   *
   * @param bytes the bytes
   * @return the members of its root group
   * @throws IOException if they are not HDF5, or damaged, or use what is not supported; the message
   *     names the place in it
   */
  public static NirValue.Group read(byte[] bytes) throws IOException {
    return Hdf5Input.read(bytes, Hdf5Reader::whole);
  }

  private static NirValue.Group whole(Hdf5Input file) throws IOException {
    try {
      return new Hdf5Reader(file).group(file.root(), "", 0);
    } catch (Located e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private NirValue.Group group(Group group, String path, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException(path + ": expected at most " + DEEPEST + " groups in groups, got more");
    }
    SequencedMap<String, NirValue> members = new LinkedHashMap<>();
    for (Map.Entry<String, Node> child : group.getChildren().entrySet()) {
      String place = path + "/" + child.getKey();
      members.put(child.getKey(), value(child.getValue(), place, depth));
    }
    return new NirValue.Group(members);
  }

  private NirValue value(Node node, String place, int depth) throws IOException {
    try {
      return switch (node) {
        case Group group -> group(group, place, depth + 1);
        case Dataset dataset -> data(dataset);
        default -> throw new IOException("expected a group or a dataset, got " + node.getType());
      };
    } catch (Located e) {
      throw e;
    } catch (IOException e) {
      throw new Located(place + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new Located(place + ": expected HDF5, got a damaged file: " + Hdf5Input.reason(e), e);
    }
  }

  /** Says where in the file. */
  private static final class Located extends IOException {
    private static final long serialVersionUID = 1;

    Located(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private NirValue data(Dataset dataset) throws IOException {
    int[] shape = dataset.getDimensions();
    DataType type = dataset.getDataType();
    long size = file.require(dataset);
    Object flat = size == 0 ? new double[0] : file.flat(dataset);
    if (dataset.getJavaType() == String.class && !(type instanceof EnumDataType)) {
      List<String> strings = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        strings.add(flat instanceof String one ? one : String.valueOf(Array.get(flat, i)));
      }
      return new NirValue.Text(strings, IntStream.of(shape).boxed().toList());
    }
    DType dtype = dtype(type);
    if (dtype.isFloating()) {
      double[] values = new double[(int) size];
      for (int i = 0; i < values.length; i++) {
        values[i] = ((Number) element(flat, i)).doubleValue();
      }
      return new NirValue.Numbers(NDArray.of(values, shape).as(dtype));
    }
    long[] values = new long[(int) size];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (element(flat, i)) {
            case BigInteger large -> large.longValueExact();
            case Number number -> number.longValue();
            case String word when word.equals("TRUE") -> 1;
            case String word when word.equals("FALSE") -> 0;
            default -> throw new IOException("expected whole numbers, got others");
          };
    }
    return new NirValue.Numbers(NDArray.of(values, shape).as(dtype));
  }

  private static Object element(Object flat, int i) {
    return flat.getClass().isArray() ? Array.get(flat, i) : flat;
  }

  private static DType dtype(DataType type) throws IOException {
    int bytes = type.getSize();
    return switch (type) {
      case FloatingPoint _ when bytes == 8 -> DType.FLOAT64;
      case FloatingPoint _ when bytes == 4 -> DType.FLOAT32;
      case FloatingPoint _ when bytes == 2 -> DType.FLOAT16;
      case FixedPoint whole when bytes == 8 -> whole.isSigned() ? DType.INT64 : DType.UINT64;
      case FixedPoint whole when bytes == 4 -> whole.isSigned() ? DType.INT32 : DType.UINT32;
      case FixedPoint whole when bytes == 2 -> whole.isSigned() ? DType.INT16 : DType.UINT16;
      case FixedPoint whole when bytes == 1 -> whole.isSigned() ? DType.INT8 : DType.UINT8;
      case EnumDataType _ -> DType.BOOL;
      default ->
          throw new IOException(
              "expected numbers or strings, got " + type.getClass().getSimpleName());
    };
  }
}
