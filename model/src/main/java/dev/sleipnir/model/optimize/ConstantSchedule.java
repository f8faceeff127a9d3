package dev.sleipnir.model.optimize;

/** {@link Schedule#CONSTANT}. */
record ConstantSchedule() implements Schedule {
  @Override
  public double factor(long step) {
    return 1;
  }

  @Override
  public String text() {
    return "constant";
  }
}
