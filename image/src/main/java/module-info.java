/** The command line with a Java of its own: as a folder, and as a container's image. */
module dev.sleipnir.image {
  requires org.apache.commons.compress;
  requires tools.jackson.databind;
  requires static org.jspecify;
}
