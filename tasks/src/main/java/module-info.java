/** The command line. */
module dev.sleipnir.tasks {
  requires dev.sleipnir.kernels;
  requires dev.sleipnir.model;
  requires dev.sleipnir.plasticity;
  requires dev.sleipnir.bench;
  requires info.picocli;
  requires me.tongfei.progressbar;
  requires xchart;
  requires tools.jackson.databind;
  requires static org.jspecify;
}
