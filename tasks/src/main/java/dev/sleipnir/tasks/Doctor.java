package dev.sleipnir.tasks;

import dev.sleipnir.kernels.Simd;
import dev.sleipnir.kernels.cublas.CudaException;
import dev.sleipnir.kernels.cublas.CudaFiles;
import dev.sleipnir.model.data.ImageDataset;
import dev.sleipnir.model.data.ImageDatasets;
import dev.sleipnir.model.data.Split;
import dev.sleipnir.model.tensor.Device;
import dev.sleipnir.tasks.option.DeviceOption;
import dev.sleipnir.tasks.report.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sleipnir doctor}: what this machine offers. */
@Command(
    name = "doctor",
    description = "Show what Sleipnir finds on this machine: JDK, vector width, GPU, data.")
final class Doctor implements Runnable {
  @Spec private CommandSpec spec;

  @Mixin private DeviceOption device = new DeviceOption();

  private final Map<String, String> environment = System.getenv();

  @Override
  public void run() {
    device.check();
    var out = spec.commandLine().getOut();
    out.println(line("Sleipnir", Version.number()));
    out.println(
        line(
            "JDK",
            String.format(
                Locale.ROOT,
                "%s, %s, %s",
                Runtime.version(),
                System.getProperty("java.vendor"),
                System.getProperty("java.home"))));
    out.println(
        line(
            "System",
            String.format(
                Locale.ROOT,
                "%s, %s",
                System.getProperty("os.name"),
                System.getProperty("os.arch"))));
    out.println(
        line(
            "Vectors",
            String.format(Locale.ROOT, "%d bits (%d floats)", Simd.bits(), Simd.lanes())));
    Simd.slow().forEach(reason -> out.println(line("", "slow: " + reason)));
    out.println(line("Cores", Integer.toString(Runtime.getRuntime().availableProcessors())));
    out.println(line("Heap limit", Runtime.getRuntime().maxMemory() / (1024 * 1024) + " MiB"));
    block("GPU libraries", gpuLines()).forEach(out::println);
    if (device.isGpu()) {
      out.println(line("GPU", gpu()));
    }
    block("Data", dataLines()).forEach(out::println);
  }

  /** What opening the device says; only where one was asked for is anything loaded. */
  private String gpu() {
    try (Device on = device.openGpu()) {
      return on.gpu()
          .map(
              gpu ->
                  String.format(
                      Locale.ROOT, "%s, %d MiB free", gpu, gpu.freeBytes() / (1024 * 1024)))
          .orElse("none");
    } catch (CudaException e) {
      return "none: " + e.getMessage();
    }
  }

  /** CUDA libraries by file; nothing is loaded. */
  private List<String> gpuLines() {
    var found = CudaFiles.find(CudaFiles.folders(environment));
    return found.isEmpty()
        ? List.of("none found; SLEIPNIR_CUDA_PATH names the folder if there is one")
        : found.stream().map(Path::toString).toList();
  }

  /** Where each data set would be read from; nothing is downloaded. */
  private List<String> dataLines() {
    var lines = new ArrayList<String>();
    var datasets = new ImageDatasets();
    for (ImageDataset dataset : ImageDataset.values()) {
      var train = datasets.where(dataset, Split.TRAIN, null);
      boolean whole = train.isPresent() && datasets.where(dataset, Split.TEST, null).isPresent();
      lines.add(
          dataset.title()
              + (whole
                  ? ": " + train.orElseThrow()
                  : ": not found; SLEIPNIR_DATA names the folder that holds "
                      + dataset.folder()
                      + "/, or the first use downloads it"));
    }
    lines.add("strokes (built-in digits, not MNIST): always");
    return lines;
  }

  private static List<String> block(String name, List<String> values) {
    var lines = new ArrayList<String>();
    for (String value : values) {
      lines.add(line(lines.isEmpty() ? name : "", value));
    }
    return lines;
  }

  private static String line(String name, String value) {
    return String.format(Locale.ROOT, "%-15s%s", name, value);
  }
}
