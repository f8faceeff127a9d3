package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(args, new PrintWriter(out), new PrintWriter(err));
  }

  @Test
  void printsItsVersion() {
    assertEquals(0, run("--version"));
    assertTrue(
        out.toString().matches("sleipnir \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R"), out.toString());
  }

  @Test
  void helpNamesEveryCommand() {
    assertEquals(0, run("--help"));
    assertTrue(out.toString().contains("doctor"), out.toString());
    assertTrue(out.toString().contains("bench"), out.toString());
    assertTrue(out.toString().contains("verify"), out.toString());
    assertTrue(out.toString().contains("models"), out.toString());
  }

  @Test
  void doctorTellsJdkAndWidth() {
    assertEquals(0, run("doctor"));
    assertTrue(out.toString().contains(Runtime.version().toString()), out.toString());
    assertTrue(out.toString().matches("(?s).*Vectors +(128|256|512) bits.*"), out.toString());
    for (String set : List.of("Fashion-MNIST", "strokes")) {
      assertTrue(out.toString().contains(set), out.toString());
    }
  }

  @Test
  void doctorOpensAGpuOnlyIfAsked() {
    assertEquals(0, run("doctor"));
    assertFalse(out.toString().matches("(?s).*\nGPU {2,}.*"), out.toString());
    out.getBuffer().setLength(0);
    assertEquals(0, run("doctor", "--device", "auto"));
    assertTrue(out.toString().matches("(?s).*\nGPU +(cuda:0|none: ).*"), out.toString());
  }

  @Test
  void aDeviceThatIsNoneIsRefused() {
    for (String command : List.of("mnist", "doctor")) {
      assertUsage(
          "sleipnir " + command + ": --device: expected cpu, cuda, cuda:N or auto, got 'gpu'",
          command,
          "--device",
          "gpu");
    }
  }

  @Test
  void benchLists() {
    assertEquals(0, run("bench", "--list"));
    assertTrue(out.toString().contains("triad"), out.toString());
  }

  @Test
  void wrongUsageIsOneLineWithWhatWasExpectedAndGiven() {
    String names =
        "triad, gemm, conv, event-linear, event-conv, spike-pool, spike-packing, lif-step, short-step, neurons,"
            + " functions, stdp-dense, stdp-conv, stdp-sparse, sparse-delivery, mnist, lif-layer, mnist-train, mnist-infer, bptt, linear-lif, vgg, layer, sgemm, recurrent-step, density, network, events, event-stream";
    assertUsage("sleipnir: unknown command 'bensh'; expected one of " + commands(), "bensh");
    assertUsage(
        "sleipnir doctor: unknown option '--fast';"
            + " expected one of --device, --gpu-precision, --help, --verbose, --version",
        "doctor",
        "--fast");
    assertUsage("sleipnir doctor: unexpected argument 'x'; expected none", "doctor", "x");
    assertUsage("sleipnir bench: unknown benchmark 'x'; expected one of " + names, "bench", "x");
    assertUsage("sleipnir bench: missing benchmark NAME; expected one of " + names, "bench");
    assertUsage(
        "sleipnir bench: unexpected argument 'x'; expected JMH options", "bench", "triad", "x");
  }

  private static String commands() {
    return Main.COMMANDS.stream()
        .map(each -> each.getAnnotation(Command.class).name())
        .sorted()
        .collect(Collectors.joining(", "));
  }

  @Test
  void noCommandShowsTheUsage() {
    assertEquals(2, run());
    assertTrue(err.toString().startsWith("Usage: sleipnir"), err.toString());
  }

  private void assertUsage(String message, String... args) {
    err.getBuffer().setLength(0);
    assertEquals(2, run(args));
    assertEquals(message + System.lineSeparator(), err.toString());
  }
}
