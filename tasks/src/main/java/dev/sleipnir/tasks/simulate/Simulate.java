package dev.sleipnir.tasks.simulate;

import picocli.CommandLine.Command;

/** {@code sleipnir simulate}: runs a well-known network. */
@Command(
    name = "simulate",
    description = "Run a network of populations that is known from the literature.",
    subcommands = Cuba.class)
public final class Simulate {
  Simulate() {}
}
