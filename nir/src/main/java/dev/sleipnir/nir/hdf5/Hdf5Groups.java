package dev.sleipnir.nir.hdf5;

import dev.sleipnir.model.exchange.Hdf5Group;
import dev.sleipnir.nir.graph.NirValue;

/** The members of nodes as groups and datasets of an HDF5 file. */
public final class Hdf5Groups {
  private Hdf5Groups() {}

  /**
   * Members as they stand in a file.
   *
   * @param root the members of its root group
   * @return the file's root
   * @throws IllegalArgumentException if a name is empty or has a slash, or an element type is not
   *     one of HDF5's
   */
  public static Hdf5Group of(NirValue.Group root) {
    var group = new Hdf5Group();
    fill(group, root);
    return group;
  }

  private static void fill(Hdf5Group group, NirValue.Group members) {
    members
        .members()
        .forEach(
            (name, value) -> {
              switch (value) {
                case NirValue.Group inner -> fill(group.group(name), inner);
                case NirValue.Numbers numbers -> group.put(name, numbers.array());
                case NirValue.Text text ->
                    group.put(
                        name,
                        text.strings(),
                        text.shape().stream().mapToInt(Integer::intValue).toArray());
              }
            });
  }
}
