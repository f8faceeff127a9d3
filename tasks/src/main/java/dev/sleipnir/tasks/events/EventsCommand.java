package dev.sleipnir.tasks.events;

import dev.sleipnir.tasks.option.Usage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sleipnir events}: what can be done with recordings of event cameras. */
@Command(
    name = "events",
    sortOptions = false,
    description = {
      "Recordings of event cameras: what is in them, and in other formats.",
      "Formats are found from the content: Prophesee RAW (EVT 2.0, 2.1, 3.0) and DAT, N-MNIST,"
          + " Event Stream, AEDAT 2.0, 3.1 and 4, CSV, NPY, the HDF5 files of SHD and SSC, the"
          + " MATLAB files of ST-MNIST."
    },
    subcommands = {EventsInfo.class, EventsConvert.class, EventsView.class},
    footer = {
      "",
      "Examples:",
      "  sleipnir events info --json driving.raw",
      "  sleipnir events convert driving.raw driving.npy"
    })
public final class EventsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /** For picocli. */
  public EventsCommand() {}

  @Override
  public Integer call() {
    throw Usage.error(
        spec,
        "missing what to do; expected one of " + String.join(", ", spec.subcommands().keySet()));
  }
}
