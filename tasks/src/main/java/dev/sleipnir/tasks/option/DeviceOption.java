package dev.sleipnir.tasks.option;

import dev.sleipnir.kernels.cublas.ComputeMode;
import dev.sleipnir.model.tensor.Device;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --device} and {@code --gpu-precision}, of commands with products of dense layers. */
public final class DeviceOption {
  private static final Pattern NAMES = Pattern.compile("cpu|auto|cuda(:\\d{1,4})?");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description =
          "Where products of dense layers run: cpu; cuda, or cuda:1 for the second GPU; auto: large"
              + " ones on a GPU if there is one.")
  private String device = "cpu";

  @Option(
      names = "--gpu-precision",
      paramLabel = "MODE",
      description =
          "Bits of the factors of a GPU's products: ${COMPLETION-CANDIDATES} (24, 11, 8).")
  private ComputeMode mode = ComputeMode.FLOAT32;

  /**
   * What a checkpoint keeps of the device that was opened: a GPU's products differ in bits.
   *
   * @param opened the device
   * @return its setting
   */
  public String setting(Device opened) {
    return opened.isGpu() ? device + " (" + opened + "), " + mode : "cpu";
  }

  /** {@return whether a GPU was asked for} */
  public boolean isGpu() {
    return !check().equals("cpu");
  }

  /**
   * Refuses what is no device.
   *
   * @return the device's name
   */
  public String check() {
    if (!NAMES.matcher(device).matches()) {
      throw Usage.error(spec, "--device: expected cpu, cuda, cuda:N or auto, got '" + device + "'");
    }
    boolean gpu = !device.equals("cpu");
    Effect.require(spec, "--gpu-precision", gpu, "--device cuda or auto", "--device cpu");
    return device;
  }

  /**
   * Opens the GPU that was asked for, or the first.
   *
   * @return the GPU
   * @throws dev.sleipnir.kernels.cublas.CudaException if there is none
   */
  public Device openGpu() {
    return Device.cuda(device.contains(":") ? ordinal() : 0, mode);
  }

  private int ordinal() {
    return Integer.parseInt(device.substring("cuda:".length()));
  }

  /**
   * Opens the device.
   *
   * @return the device
   * @throws dev.sleipnir.kernels.cublas.CudaException if a GPU was asked for and there is none
   */
  public Device open() {
    return switch (check()) {
      case "cpu" -> Device.cpu();
      case "auto" -> Device.auto(mode);
      default -> openGpu();
    };
  }
}
