package dev.sleipnir.kernels.cublas;

import dev.sleipnir.kernels.Fuzz;
import dev.sleipnir.kernels.gemm.Gemm.Form;
import dev.sleipnir.kernels.gemm.SharedMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Any call of the public interface with any sizes, on open and closed things, while functions of
 * the library fail: refused, and the virtual machine goes on.
 */
class FuzzCublasTest {
  private static final Set<Class<?>> REFUSALS =
      Set.of(
          IllegalArgumentException.class,
          IllegalStateException.class,
          IndexOutOfBoundsException.class,
          CudaException.class);

  private static final List<Form> FORMS = List.of(Form.NN, Form.NT, Form.TN);

  private static final String[] FUNCTIONS = {
    "cudaMalloc",
    "cudaMallocHost",
    "cudaFree",
    "cudaFreeHost",
    "cudaMemcpyAsync",
    "cudaSetDevice",
    "cudaStreamSynchronize",
    "cudaEventRecord",
    "cudaStreamWaitEvent",
    "cublasSgemm_v2",
    "cublasSgemv_v2",
    "cublasSgemmStridedBatched",
    "cublasCreate_v2",
    "cudaStreamCreateWithFlags"
  };

  /** What may be called, and what it may be called with. */
  private static final class Calls {
    private final Random random;
    private final CublasContext context;
    private final CublasContext other;
    private final CublasProduct product;
    private final List<DeviceBuffer> buffers = new ArrayList<>();
    private final Shifting weights = new Shifting();

    Calls(Random random, CudaLibraries libraries) {
      this.random = random;
      ComputeMode[] modes = ComputeMode.values();
      context =
          CublasContext.open(libraries, random.nextInt(2), modes[random.nextInt(modes.length)]);
      other = CublasContext.open(libraries, 1, ComputeMode.FLOAT32);
      product = new CublasProduct(context, 1 + random.nextInt(100));
      for (long floats : new long[] {1, 12, 64, 1000}) {
        buffers.add(context.allocate(floats));
      }
      buffers.add(other.allocate(64));
    }

    private int size() {
      return switch (random.nextInt(8)) {
        case 0 -> (int) Fuzz.edge(random);
        case 1 -> random.nextInt(100);
        default -> 1 + random.nextInt(8);
      };
    }

    private long index() {
      return random.nextInt(3) == 0 ? Fuzz.edge(random) : random.nextInt(20);
    }

    private int offset() {
      return random.nextInt(6) == 0 ? (int) Fuzz.edge(random) : random.nextInt(4);
    }

    private float[] array() {
      return new float[random.nextInt(4) == 0 ? random.nextInt(5000) : random.nextInt(100)];
    }

    private DeviceBuffer buffer() {
      return buffers.get(random.nextInt(buffers.size()));
    }

    private Form form() {
      return FORMS.get(random.nextInt(FORMS.size()));
    }

    void any() {
      switch (random.nextInt(12)) {
        case 0 -> buffers.add(context.allocate(random.nextBoolean() ? index() : size()));
        case 1 -> context.upload(array(), offset(), size(), buffer(), index());
        case 2 -> context.download(buffer(), index(), array(), offset(), size());
        case 3, 4 ->
            context.multiply(
                form(),
                size(),
                size(),
                size(),
                buffer(),
                index(),
                buffer(),
                index(),
                buffer(),
                index(),
                random.nextBoolean());
        case 5 ->
            context.multiplyBatch(
                form(),
                size(),
                size(),
                size(),
                size(),
                buffer(),
                buffer(),
                buffer(),
                random.nextBoolean());
        case 6, 7 ->
            product.multiply(
                form(),
                size(),
                size(),
                size(),
                array(),
                offset(),
                array(),
                offset(),
                array(),
                offset(),
                random.nextBoolean());
        case 8, 9 -> {
          weights.values = random.nextInt(3) == 0 ? array() : weights.values;
          weights.version += random.nextInt(2);
          product.multiply(
              form(),
              size(),
              size(),
              size(),
              array(),
              offset(),
              weights,
              array(),
              offset(),
              random.nextBoolean());
        }
        case 10 -> context.synchronize();
        default -> {
          switch (random.nextInt(5)) {
            case 0 -> context.close();
            case 1 -> other.close();
            case 2 -> context.freeBytes();
            default -> buffer().close();
          }
        }
      }
    }
  }

  /** Weights that are not the same array each time they are asked. */
  private static final class Shifting implements SharedMatrix {
    private float[] values = new float[64];
    private int version;

    @Override
    public float[] data() {
      return values;
    }

    @Override
    public int version() {
      return version;
    }
  }

  @Test
  void callsOfTheInterface() {
    // Where cudaFree fails, memory stays: in no library that another test counts in.
    FakeCuda fake = FakeCuda.another();
    CudaLibraries libraries = fake.libraries();
    Fuzz.run("cublas", REFUSALS, (random, input) -> calls(fake, libraries, random, input));
  }

  private static void calls(
      FakeCuda fake, CudaLibraries libraries, Random random, Consumer<Object> input) {
    fake.reset();
    Calls calls = new Calls(random, libraries);
    RuntimeException last = null;
    try {
      for (int c = 0; c < 12; c++) {
        if (random.nextInt(6) == 0) {
          int status = 1 + random.nextInt(3);
          fake.fail(FUNCTIONS[random.nextInt(FUNCTIONS.length)], 1 + random.nextInt(3), status);
        }
        input.accept("call " + c);
        try {
          calls.any();
        } catch (RuntimeException e) {
          if (!REFUSALS.contains(e.getClass())) {
            throw e;
          }
          last = e;
        }
      }
    } finally {
      fake.reset();
      close(calls.context);
      close(calls.other);
    }
    if (last != null) {
      throw last;
    }
  }

  private static void close(CublasContext context) {
    try {
      context.close();
      context.close();
    } catch (CudaException e) {
      // What a failing library left behind.
    }
  }
}
