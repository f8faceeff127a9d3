package dev.sleipnir.model.data;

/** The two parts a data set is published in. */
public enum Split {
  /** To learn from. */
  TRAIN,
  /** To measure on. */
  TEST
}
