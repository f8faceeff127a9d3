/** The command line. */
module dev.sleipnir.tasks {
  requires dev.sleipnir.kernels;
  requires dev.sleipnir.model;
  requires dev.sleipnir.plasticity;
  requires dev.sleipnir.network;
  requires dev.sleipnir.events;
  requires dev.sleipnir.nir;
  requires dev.sleipnir.bench;
  requires info.picocli;
  requires java.desktop;
  requires java.management;
  requires jdk.httpserver;
  requires jdk.jshell;
  requires jmh.core;
  requires me.tongfei.progressbar;
  requires org.jfree.jfreechart;
  requires tools.jackson.databind;
  requires static org.jspecify;

  exports dev.sleipnir.tasks;
  exports dev.sleipnir.tasks.lab;
  exports dev.sleipnir.tasks.plot;
  exports dev.sleipnir.tasks.simulate;
  exports dev.sleipnir.tasks.sweep;

  // Commands are filled, and reports are read, by reflection.
  opens dev.sleipnir.tasks to
      info.picocli,
      tools.jackson.databind;
  opens dev.sleipnir.tasks.cartpole to
      info.picocli;
  opens dev.sleipnir.tasks.correlation to
      info.picocli;
  opens dev.sleipnir.tasks.events to
      info.picocli;
  opens dev.sleipnir.tasks.images to
      info.picocli,
      tools.jackson.databind;
  opens dev.sleipnir.tasks.lab to
      tools.jackson.databind;
  opens dev.sleipnir.tasks.memory to
      info.picocli,
      tools.jackson.databind;
  opens dev.sleipnir.tasks.nir to
      info.picocli;
  opens dev.sleipnir.tasks.option to
      info.picocli;
  opens dev.sleipnir.tasks.report to
      info.picocli,
      tools.jackson.databind;
  opens dev.sleipnir.tasks.sequence to
      info.picocli;
  opens dev.sleipnir.tasks.soak to
      info.picocli,
      tools.jackson.databind;
  opens dev.sleipnir.tasks.sweep to
      info.picocli,
      tools.jackson.databind;
  opens dev.sleipnir.tasks.training to
      info.picocli,
      tools.jackson.databind;
  opens dev.sleipnir.tasks.simulate to
      info.picocli,
      tools.jackson.databind;
  opens dev.sleipnir.tasks.verify to
      info.picocli,
      tools.jackson.databind;
}
