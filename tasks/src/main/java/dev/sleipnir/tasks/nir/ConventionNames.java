package dev.sleipnir.tasks.nir;

import dev.sleipnir.nir.Convention;
import java.util.ArrayList;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Conventions by their names on the command line. */
final class ConventionNames extends ArrayList<String> implements ITypeConverter<Convention> {
  private static final long serialVersionUID = 1;

  ConventionNames() {
    super(Arrays.stream(Convention.values()).map(Convention::text).toList());
  }

  @Override
  public Convention convert(String value) {
    try {
      return Convention.of(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
