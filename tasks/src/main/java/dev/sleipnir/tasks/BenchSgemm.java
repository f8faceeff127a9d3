package dev.sleipnir.tasks;

import dev.sleipnir.bench.protocol.Protocol;
import dev.sleipnir.bench.protocol.Repeats;
import dev.sleipnir.bench.protocol.Sgemm;
import dev.sleipnir.tasks.option.DeviceOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sleipnir bench sgemm}. */
@Command(
    name = "sgemm",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Square matrix products on the CPU or a GPU: FLOP/s.",
      "First it compares products of random shapes with sums in double precision."
    })
final class BenchSgemm extends BenchCommand {
  @Option(names = "--size", paramLabel = "N", description = "Rows and columns.")
  private int size = 1024;

  @Mixin private DeviceOption device = new DeviceOption();

  @Option(names = "--threads", paramLabel = "N", description = "Threads of the CPU.")
  private int threads = 1;

  @Option(names = "--shapes", paramLabel = "N", description = "Random shapes to check.")
  private int shapes = 30;

  @Option(names = "--warm-up", paramLabel = "N", description = "Runs before the clock counts.")
  private int warmUp = 10;

  @Option(names = "--runs", paramLabel = "N", description = "Runs that count.")
  private int runs = 10;

  @Override
  Protocol protocol() {
    device.check();
    return new Sgemm(size, device::open, threads, shapes, new Repeats(warmUp, runs));
  }
}
