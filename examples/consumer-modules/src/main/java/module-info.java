/** A user of Sleipnir. */
module consumer {
  requires dev.sleipnir.model;
  requires dev.sleipnir.network;
}
