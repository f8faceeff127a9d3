package dev.sleipnir.model.optimize;

/** {@link Schedule#cosine}. */
record CosineSchedule(long steps) implements Schedule {
  @Override
  public double factor(long step) {
    return step >= steps ? 0 : (1 + StrictMath.cos(Math.PI * step / steps)) / 2;
  }

  @Override
  public String text() {
    return "cosine over " + steps + " steps";
  }
}
