package dev.sleipnir.tasks;

import dev.sleipnir.kernels.Simd;
import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.plasticity.LearningRule;
import dev.sleipnir.plasticity.SparseConnectivity;
import dev.sleipnir.plasticity.Stdp;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A program for a JVM without the Vector API: touches public classes, each way twice, and prints
 * what is not a plain refusal. Its last line says how many ways there were, and how many said that
 * the module is missing.
 */
final class TouchEverything {
  private static final String EXPECTED = "the Vector API module is missing: expected module";

  private int tried;
  private int told;

  private TouchEverything() {}

  /** Arguments: nothing for all classes, or the name of one program to run first and alone. */
  public static void main(String[] args) throws Exception {
    TouchEverything touch = new TouchEverything();
    if (args.length > 0) {
      // As a user's program does: what it throws is printed by the JVM.
      programs().get(Integer.parseInt(args[0])).run();
      return;
    }
    for (int pass = 0; pass < 2; pass++) {
      for (SourceProgram program : programs()) {
        touch.run(program.getClass().getName(), program);
      }
      for (Class<?> anchor : List.of(Simd.class, Tensor.class, LearningRule.class)) {
        for (String name : classes(anchor)) {
          touch.touch(name);
        }
      }
    }
    System.out.println(touch.tried + " " + touch.told);
  }

  /** Something a user's program may do first. */
  interface SourceProgram {
    void run() throws Exception;
  }

  static List<SourceProgram> programs() {
    float[] x = new float[64];
    return List.of(
        () -> new Linear(new RandomStream(1, 1), 3, 4, true),
        () -> new Linear(3, 4),
        () -> Elementwise.add(x, 0, x, 0, x, 0, 64),
        () -> new Gemm(Parallel.common(), new FloatPool()),
        () -> Tensor.rand(new RandomStream(1, 1), 3),
        () -> Tensor.of(x, 8, 8).add(Tensor.of(x, 8, 8)),
        () -> new Lif().cell(),
        () -> Neuron.parse("model m\ninput x\nu = 2 * x\noutput u\n").cell(),
        () -> new Tape().close(),
        () -> RecurrentWeights.random(3, 3),
        () -> Session.of(new SequentialState(new Lif().cell()), 1, 4),
        () -> Stdp.additive().sparse(SparseConnectivity.random(4, 4, 0.5, 1).withWeights(0, 1, 1)),
        () -> new ConvShape(1, 8, 8, 1, 3, 3, 1, 1, 0, 0, 1, 1),
        Simd::bits);
  }

  private void run(String what, SourceProgram program) {
    try {
      program.run();
      tried++;
    } catch (Throwable e) {
      judge(what, e);
    }
  }

  private void judge(String what, Throwable thrown) {
    tried++;
    if (thrown instanceof IllegalStateException
        && String.valueOf(thrown.getMessage()).startsWith(EXPECTED)) {
      told++;
      return;
    }
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      if (e instanceof LinkageError) {
        System.out.println(what + ": " + thrown);
        return;
      }
    }
  }

  private void touch(String name) throws Exception {
    Class<?> type;
    try {
      type = Class.forName(name);
      tried++;
      if (!Modifier.isPublic(type.getModifiers())) {
        return;
      }
    } catch (LinkageError e) {
      // Classes that users cannot name may need the module to load.
      if (isPublic(name)) {
        judge(name, e);
      }
      return;
    }
    List<Executable> ways = new ArrayList<>(List.of(type.getConstructors()));
    for (Method method : type.getMethods()) {
      if (Modifier.isStatic(method.getModifiers()) && method.getDeclaringClass() == type) {
        ways.add(method);
      }
    }
    for (Executable way : ways) {
      call(way);
    }
  }

  private static boolean isPublic(String name) throws ClassNotFoundException {
    return Modifier.isPublic(
        Class.forName(name, false, TouchEverything.class.getClassLoader()).getModifiers());
  }

  private void call(Executable way) throws IllegalAccessException, InstantiationException {
    @Nullable Object[] args = new Object[way.getParameterCount()];
    for (int a = 0; a < args.length; a++) {
      args[a] = argument(way.getParameterTypes()[a]);
    }
    try {
      if (way instanceof Method method) {
        method.invoke(null, args);
      } else if (!Modifier.isAbstract(way.getDeclaringClass().getModifiers())) {
        ((java.lang.reflect.Constructor<?>) way).newInstance(args);
      }
      tried++;
    } catch (InvocationTargetException e) {
      judge(way.toString(), Objects.requireNonNull(e.getCause()));
    }
  }

  private static @Nullable Object argument(Class<?> type) {
    if (type == int.class) {
      return 4;
    }
    if (type == long.class) {
      return 4L;
    }
    if (type == float.class) {
      return 0.5f;
    }
    if (type == double.class) {
      return 0.5;
    }
    if (type == boolean.class) {
      return true;
    }
    if (type == byte.class) {
      return (byte) 1;
    }
    if (type == String.class) {
      return "x";
    }
    if (type == List.class) {
      return List.of();
    }
    if (type == RandomStream.class) {
      return new RandomStream(1, 1);
    }
    if (type == Parallel.class) {
      return Parallel.common();
    }
    if (type == FloatPool.class) {
      return new FloatPool();
    }
    if (type.isArray() && type.getComponentType().isPrimitive()) {
      return Array.newInstance(type.getComponentType(), 4096);
    }
    return type.isEnum() ? type.getEnumConstants()[0] : null;
  }

  /** The names of all classes that lie where this one does, from its first two packages on. */
  private static List<String> classes(Class<?> anchor) throws Exception {
    Path place = Path.of(anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
    String module = anchor.getName().split("\\.", -1)[2];
    if (Files.isDirectory(place)) {
      return names(place, module);
    }
    try (FileSystem archive = FileSystems.newFileSystem(place)) {
      return names(archive.getPath("/"), module);
    }
  }

  private static List<String> names(Path root, String module) throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("dev/sleipnir/" + module))) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
          .map(file -> file.substring(0, file.length() - 6).replace('/', '.'))
          // Not exported: where the vectors are.
          .filter(name -> !name.startsWith("dev.sleipnir.kernels.simd."))
          // Exported to those of our modules that bring jHDF.
          .filter(name -> !name.startsWith("dev.sleipnir.model.hdf5."))
          .sorted()
          .toList();
    }
  }
}
