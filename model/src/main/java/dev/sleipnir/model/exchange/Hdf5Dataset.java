package dev.sleipnir.model.exchange;

/** An array of an HDF5 file that is to be written. A {@link Hdf5Group} makes it. */
public final class Hdf5Dataset extends Hdf5Object {
  private final Hdf5Value value;

  Hdf5Dataset(Hdf5Value value) {
    this.value = value;
  }

  Hdf5Value value() {
    return value;
  }
}
