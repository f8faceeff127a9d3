package dev.sleipnir.tasks.simulate;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A network as it is written on the command line; {@code brunel} is in its asynchronous regime. */
final class NetworkName implements ITypeConverter<KnownNetwork> {
  @Override
  public KnownNetwork convert(String value) {
    String name = value.toUpperCase(Locale.ROOT).replace('-', '_');
    for (KnownNetwork network : KnownNetwork.values()) {
      if (network.name().equals(name)) {
        return network;
      }
    }
    if (name.equals("BRUNEL")) {
      return KnownNetwork.BRUNEL_AI;
    }
    StringBuilder names = new StringBuilder("brunel");
    for (KnownNetwork network : KnownNetwork.values()) {
      names.append(", ").append(network.name().toLowerCase(Locale.ROOT));
    }
    throw new TypeConversionException("expected one of " + names + ", got '" + value + "'");
  }
}
