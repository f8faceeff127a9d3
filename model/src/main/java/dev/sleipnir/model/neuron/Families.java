package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.NeuronModel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kinds of neuron that are built in, in the order to list them. */
public final class Families {
  private static final List<Family> ALL =
      List.of(
          new Family(
              "lif",
              "new Lif()",
              "Leaky integrate-and-fire with a synaptic current",
              new Lif(),
              Map.of("Lif.bio()", Lif.bio())),
          new Family(
              "lif_box",
              "new LifBox()",
              "Leaky integrate-and-fire without a synaptic current, reset to a value",
              new LifBox(),
              Map.of()),
          new Family(
              "lif_box_subtract",
              "new LifBox(LifBox.Reset.SUBTRACT)",
              "Leaky integrate-and-fire without a synaptic current, reset by subtraction",
              new LifBox(LifBox.Reset.SUBTRACT),
              Map.of()),
          new Family(
              "lif_refrac",
              "new LifRefrac()",
              "Leaky integrate-and-fire with an absolute refractory period",
              new LifRefrac(),
              Map.of("LifRefrac.bio()", LifRefrac.bio())),
          new Family(
              "lif_ex",
              "new LifEx()",
              "Exponential integrate-and-fire (Fourcaud-Trocmé et al. 2003)",
              new LifEx(),
              Map.of("LifEx.bio()", LifEx.bio())),
          new Family(
              "lif_adex",
              "new LifAdEx()",
              "Adaptive exponential integrate-and-fire (Brette & Gerstner 2005)",
              new LifAdEx(),
              Map.of("LifAdEx.bio()", LifAdEx.bio())),
          new Family(
              "lif_adex_refrac",
              "new LifAdExRefrac()",
              "Adaptive exponential integrate-and-fire with an absolute refractory period",
              new LifAdExRefrac(),
              Map.of()),
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
          new Family(
              "coba_lif",
              "new CobaLif()",
              "Leaky integrate-and-fire driven by conductances",
              new CobaLif(),
              Map.of("CobaLif.bio()", CobaLif.bio())),
          new Family(
              "iaf",
              "new Iaf()",
              "Integrate-and-fire without a leak",
              new Iaf(),
              Map.of("Iaf.bio()", Iaf.bio())),
          new Family(
              "izhikevich",
              "new Izhikevich()",
              "Quadratic integrate-and-fire with recovery (Izhikevich 2003, 2004)",
              new Izhikevich(),
              izhikevichPresets()),
          new Family(
              "lsnn",
              "new Lsnn()",
              "Leaky integrate-and-fire with an adaptive threshold (Bellec et al. 2018)",
              new Lsnn(),
              Map.of("Lsnn.bio()", Lsnn.bio())),
          new Family(
              "ada_lif",
              "new AdaLif()",
              "Leaky integrate-and-fire with an adaptation current, reset by subtraction",
              new AdaLif(),
              Map.of()),
          new Family(
              "li",
              "new Li()",
              "Leaky integrator with a synaptic current: a read-out that does not spike",
              new Li(),
              Map.of("Li.bio()", Li.bio())),
          new Family(
              "li_box",
              "new LiBox()",
              "Leaky integrator without a synaptic current",
              new LiBox(),
              Map.of()),
          new Family(
              "lif_current_encoder",
              "new LifCurrentEncoder()",
              "Leaky integrate-and-fire that encodes its input current",
              new LifCurrentEncoder(),
              Map.of()),
          new Family(
              "lif_ex_current_encoder",
              "new LifExCurrentEncoder()",
              "Exponential integrate-and-fire that encodes its input current",
              new LifExCurrentEncoder(),
              Map.of()),
          new Family(
              "lif_adex_current_encoder",
              "new LifAdExCurrentEncoder()",
              "Adaptive exponential integrate-and-fire that encodes its input current",
              new LifAdExCurrentEncoder(),
              Map.of()),
          new Family(
              "exp_filter",
              "new ExpFilter()",
              "Exponential filter by its time constant",
              new ExpFilter(),
              Map.of()),
          new Family(
              "exp_filter_decay",
              "ExpFilter.withDecay(0.5)",
              "Exponential filter by its factor for each step",
              ExpFilter.withDecay(0.5),
              Map.of()));

  private Families() {}

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
     * The equations where spikes come back through weights.
     *
     * @return the model; the same as {@code neuron().model()} where nothing differs
     */
    public NeuronModel recurrentModel() {
      return neuron.recurrentModel();
    }
  }

  /**
   * All families.
   *
   * @return unmodifiable list, never empty
   */
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
