/** The documentation as one static site. */
module dev.sleipnir.site {
  requires org.jsoup;
  requires tools.jackson.databind;
  requires static org.jspecify;
}
