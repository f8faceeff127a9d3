package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.NeuronModel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kinds of neuron that are built in, in the order to list them. */
public final class Families {
  private static final List<Family> ALL =
      List.of(
          of("Leaky integrate-and-fire with a synaptic current", new Lif(), Lif.bio()),
          of("Leaky integrate-and-fire without a synaptic current, reset to a value", new LifBox()),
          new Family(
              "lif_box_subtract",
              "new LifBox(LifBox.Reset.SUBTRACT)",
              "Leaky integrate-and-fire without a synaptic current, reset by subtraction",
              new LifBox(LifBox.Reset.SUBTRACT),
              Map.of()),
          of(
              "Leaky integrate-and-fire with an absolute refractory period",
              new LifRefrac(),
              LifRefrac.bio()),
          of(
              "Exponential integrate-and-fire (Fourcaud-Trocmé et al. 2003)",
              new LifEx(),
              LifEx.bio()),
          of(
              "Adaptive exponential integrate-and-fire (Brette & Gerstner 2005)",
              new LifAdEx(),
              LifAdEx.bio()),
          of(
              "Adaptive exponential integrate-and-fire with an absolute refractory period",
              new LifAdExRefrac()),
          new Family(
              "lif_mc",
              "LifMc.of(coupling)",
              "Leaky integrate-and-fire compartments, their potentials coupled by a matrix",
              new LifMc(),
              Map.of()),
          new Family(
              "lif_mc_refrac",
              "LifMcRefrac.of(coupling)",
              "Coupled compartments with an absolute refractory period",
              new LifMcRefrac(),
              Map.of()),
          of("Leaky integrate-and-fire driven by conductances", new CobaLif(), CobaLif.bio()),
          of("Integrate-and-fire without a leak", new Iaf(), Iaf.bio()),
          new Family(
              "izhikevich",
              "new Izhikevich()",
              "Quadratic integrate-and-fire with recovery (Izhikevich 2003, 2004)",
              new Izhikevich(),
              izhikevichPresets()),
          of(
              "Leaky integrate-and-fire with an adaptive threshold (Bellec et al. 2018)",
              new Lsnn(),
              Lsnn.bio()),
          of(
              "Leaky integrate-and-fire with an adaptation current, reset by subtraction",
              new AdaLif()),
          of(
              "Leaky integrator with a synaptic current: a read-out that does not spike",
              new Li(),
              Li.bio()),
          of("Leaky integrator without a synaptic current", new LiBox()),
          of("Leaky integrate-and-fire that encodes its input current", new LifCurrentEncoder()),
          of(
              "Exponential integrate-and-fire that encodes its input current",
              new LifExCurrentEncoder()),
          of(
              "Adaptive exponential integrate-and-fire that encodes its input current",
              new LifAdExCurrentEncoder()),
          of("Exponential filter by its time constant", new ExpFilter()),
          new Family(
              "exp_filter_decay",
              "ExpFilter.withDecay(0.5)",
              "Exponential filter by its factor for each step",
              ExpFilter.withDecay(0.5),
              Map.of()));

  private Families() {}

  /** A family named as its equations, of neurons with default or else biological parameters. */
  private static Family of(String description, Neuron neuron) {
    return of(description, neuron, null);
  }

  private static Family of(String description, Neuron neuron, @Nullable Neuron bio) {
    String type = neuron.getClass().getSimpleName();
    return new Family(
        neuron.model().name(),
        "new " + type + "()",
        description,
        neuron,
        bio == null ? Map.of() : Map.of(type + ".bio()", bio));
  }

  /**
   * One kind of neuron.
   *
   * @param name the name of its equations
   * @param java how it is made
   * @param description one line, without a full stop
   * @param neuron neurons with default parameters; coupled ones without a coupling
   * @param presets the same with other parameters, by how they are made
   */
  public record Family(
      String name, String java, String description, Neuron neuron, Map<String, Neuron> presets) {

    /** Copies the presets, in order. */
    public Family {
      presets = Collections.unmodifiableMap(new LinkedHashMap<>(presets));
    }

    /**
     * {@return the equations where spikes come back through weights; the same as {@code
     * neuron().model()} where nothing differs}
     */
    public NeuronModel recurrentModel() {
      return neuron.recurrentModel();
    }
  }

  /** {@return all families, an unmodifiable list, never empty} */
  public static List<Family> all() {
    return ALL;
  }

  /**
   * Finds one.
   *
   * @param name as listed
   * @return the family, or nothing if there is none of that name
   */
  public static Optional<Family> find(String name) {
    return ALL.stream().filter(family -> family.name().equals(name)).findFirst();
  }

  private static Map<String, Neuron> izhikevichPresets() {
    Map<String, Neuron> presets = new LinkedHashMap<>();
    for (Izhikevich.Preset preset : Izhikevich.Preset.values()) {
      presets.put("Izhikevich.Preset." + preset.name() + ".neuron()", preset.neuron());
    }
    return presets;
  }
}
