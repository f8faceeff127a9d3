package dev.sleipnir.model.receptivefield;

import dev.sleipnir.model.layer.ModuleKinds;

/** How receptive fields are kept in files. */
public final class FieldKinds {
  private FieldKinds() {}

  /**
   * Other kinds and those of this package.
   *
   * @param others the other kinds
   * @return all of them
   */
  public static ModuleKinds with(ModuleKinds others) {
    return others
        .with("SpatialReceptiveField2d", SpatialReceptiveField2d::of)
        .with("SampledSpatialReceptiveField2d", SampledSpatialReceptiveField2d::of)
        .with("TemporalReceptiveField", TemporalReceptiveField::of);
  }
}
