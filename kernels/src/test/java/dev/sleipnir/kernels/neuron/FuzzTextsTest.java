package dev.sleipnir.kernels.neuron;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.Fuzz;
import dev.sleipnir.kernels.equation.EquationException;
import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.equation.Markdown;
import dev.sleipnir.kernels.equation.Parser;
import dev.sleipnir.kernels.equation.Plain;
import dev.sleipnir.kernels.equation.RuleEquations;
import dev.sleipnir.kernels.equation.RuleParser;
import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.equation.Text;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Texts of neurons and rules: parsed, written, compiled and run, or refused in plain words. */
class FuzzTextsTest {
  private static final Set<Class<?>> REFUSALS =
      Set.of(EquationException.class, IllegalArgumentException.class);

  /** Made by the grammar, and two in three then changed. */
  private static String text(Random random, Function<Random, String> grammar) {
    String text = grammar.apply(random);
    return random.nextInt(3) == 0 ? text : Fuzz.mutated(random, text, NeuronTexts.WORDS);
  }

  @Test
  void neuronTexts() {
    Fuzz.run(
        "neuron texts",
        REFUSALS,
        (random, input) -> {
          String text = text(random, NeuronTexts::neuron);
          input.accept(text);
          Equations equations = Parser.parse(text);
          String written = Text.of(equations);
          assertEquals(Plain.of(equations), Plain.of(Parser.parse(written)), written);
          Markdown.of(equations);
          NeuronModel model = NeuronModel.of(equations);
          double[] parameters = model.parameterValues(Map.of());
          model.check(parameters);
          new NeuronInterpreter(model, parameters, 0.001, () -> 0.5)
              .step(new double[model.states().size()], new double[model.inputs().size()]);
          Surrogate[] surrogates = Surrogate.values();
          Surrogate surrogate = surrogates[random.nextInt(surrogates.length)];
          OneStep step = new OneStep(text, surrogate, model.hasAdjoint() && random.nextBoolean());
          float[] inputs = new float[model.inputs().size()];
          step.forward(new float[model.states().size()], inputs);
          int states = model.states().size();
          step.backward(new float[states], inputs, 1, new float[states]);
        });
  }

  @Test
  void ruleTexts() {
    Fuzz.run(
        "rule texts",
        REFUSALS,
        (random, input) -> {
          String text = text(random, NeuronTexts::rule);
          input.accept(text);
          RuleEquations rule = RuleParser.parse(text);
          String written = Text.of(rule);
          assertEquals(Plain.of(rule), Plain.of(RuleParser.parse(written)), written);
        });
  }
}
