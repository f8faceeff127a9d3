package dev.sleipnir.nir;

import dev.sleipnir.nir.graph.NirType;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How differential equations become steps of time. A NIR graph says what neurons do in continuous
 * time; each framework does something else of it, and the same graph fires other spikes in each.
 *
 * <p>In the table a = dt / tau, d = exp(-dt / tau), x is the input of the step, th the threshold;
 * of neurons with a synapse's current, i is the current of this step.
 */
public enum Convention {
  /**
   * The equations solved exactly, the input constant over a step: a neuron fires where it crosses
   * the threshold within the step, and goes on from its reset, several times if need be; what it
   * puts out is how often. Neurons with a synapse's current fire at most once a step.
   */
  EXACT("the equations solved over each step, spikes within it"),
  /** v += a (v_leak - v + r x), then the test, then v := v_reset. */
  EULER("forward Euler, reset to v_reset"),
  /** As Euler, but the reset subtracts the threshold. */
  EULER_SUBTRACT("forward Euler, the threshold subtracted"),
  /** v = d v + (1 - d) (v_leak + r x), v := v_reset; currents act one step later. */
  ZOH("exponential decay of the membrane, reset to v_reset"),
  /** As ZOH, but the reset subtracts the threshold. */
  ZOH_SUBTRACT("exponential decay of the membrane, the threshold subtracted"),
  /**
   * Norse: Euler, but r of LIF, LI and IF is 1, v_reset 0, and what comes back starts a step late.
   */
  NORSE("Euler; r and v_reset ignored"),
  /** snnTorch: Euler, v := 0; IF leaks, v = 0.9 v + x, and subtracts. */
  SNNTORCH("Euler, reset to 0; IF leaks"),
  /** snnTorch, its own default: what is above the threshold after a reset is subtracted late. */
  SNNTORCH_SUBTRACT("Euler, the threshold subtracted, once more a step later if still above"),
  /** SpikingJelly: Euler, v_leak is v_reset, spikes at th already. */
  SPIKINGJELLY("Euler towards v_reset, spikes from the threshold on"),
  /** sinabs: v = d v + x, r ignored; floor(v / th) spikes, subtracted; IF stays above -th. */
  SINABS("jumps by the input, several spikes a step, subtracted"),
  /** Rockpool: as sinabs; currents decay after they are added, w_in ignored. */
  ROCKPOOL("jumps by the input, several spikes a step, subtracted; currents decay at once"),
  /** Lava in floating point: Euler with the input of the step before, v := 0. */
  LAVA("Euler with the input of the step before, reset to 0"),
  /** Lava in fixed point, LIF alone: v of the state is in 1 / 16000. */
  LAVA_INT("Loihi's integers"),
  /** lava-dl, CubaLIF alone: v of the state is in 1 / 4096; biases of what comes back ignored. */
  LAVA_DL("the integers of lava-dl's CUBA neurons"),
  /** Nengo: ZOH, v never below 0, v := 0. */
  NENGO("exponential decay of the membrane, currents a step late, v >= 0"),
  /** Spyx: tests before it steps, so that spikes come a step late, and subtracts; r ignored. */
  SPYX("Euler, tested before the step, the threshold subtracted"),
  /** SpiNNaker2: Euler, its rounding apart. */
  SPINNAKER2("Euler"),
  /** hxtorch: Euler, the membrane takes the current of the step before; w_in ignored. */
  HXTORCH("Euler, currents a step late");

  private final String summary;

  Convention(String summary) {
    this.summary = summary;
  }

  /** {@return its name as commands take it: {@code euler-subtract}} */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@return what it does, in a line} */
  public String summary() {
    return summary;
  }

  /**
   * The convention of a name.
   *
   * @param text as {@link #text} gives it
   * @return the convention
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Convention of(String text) {
    for (Convention convention : values()) {
      if (convention.text().equals(text)) {
        return convention;
      }
    }
    throw new IllegalArgumentException(
        "convention: expected one of "
            + Arrays.stream(values()).map(Convention::text).toList()
            + ", got '"
            + text
            + "'");
  }

  /**
   * The equations of a kind of neuron, as {@link dev.sleipnir.model.neuron.Neuron#parse} takes
   * them.
   *
   * @param type a kind of neuron
   * @return the text, or null if the framework has no such neuron
   */
  public @Nullable String equations(NirType type) {
    return Equations.of(this, type);
  }

  /** Whether spikes leave a neuron in the step after they were found. */
  boolean isLate() {
    return this == SPYX;
  }

  /** Whether a synapse's current takes what comes in a step late, but for what comes back. */
  boolean hasLateCurrents() {
    return this == NENGO || this == ZOH || this == ZOH_SUBTRACT;
  }

  /** Whether nothing comes back in the first step, a bias neither. */
  boolean startsWithoutFeedback() {
    return this == NORSE || hasLateCurrents();
  }

  /** Whether biases of what comes back are left out. */
  boolean dropsRecurrentBias() {
    return this == LAVA_DL;
  }

  @Override
  public String toString() {
    return text();
  }
}
