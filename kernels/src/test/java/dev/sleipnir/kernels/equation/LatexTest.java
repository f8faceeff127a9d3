package dev.sleipnir.kernels.equation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.equation.Statement.Assignment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatexTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "v; v",
        "tau; \\tau",
        "Omega; \\Omega",
        "tau_mem_inv; \\tau_{\\mathrm{mem}}^{-1}",
        "tau_inv; \\tau^{-1}",
        "inv; \\mathrm{inv}",
        "v_th; v_{\\mathrm{th}}",
        "g_l; g_{l}",
        "delta_T; \\delta_{T}",
        "damping; \\mathrm{damping}",
        "v1; v_{1}",
        "v12_th; v_{12,\\mathrm{th}}",
        "x_; x",
        "tau_alpha; \\tau_{\\alpha}",
        "dt; \\Delta t",
        "v'; v'",
        "g_e'; g_{e}'",
        "grad_v_m; \\bar{v_{m}}",
      })
  void names(String name, String latex) {
    assertEquals(latex, LatexNames.of(name));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "v + p - 2; v + p - 2",
        "v - (p - 2); v - \\left(p - 2\\right)",
        "v + -p; v + \\left(-p\\right)",
        "v * p * 2; v \\, p \\cdot 2",
        "v * (p * 2); v \\, \\left(p \\cdot 2\\right)",
        "(v + p) * x; \\left(v + p\\right) \\, x",
        "-v * -p; -v \\, \\left(-p\\right)",
        "-(v + p); -\\left(v + p\\right)",
        "-(v / p); -\\frac{v}{p}",
        "(v + 1) / p * x; \\frac{v + 1}{p} \\, x",
        "x * (v / p); x \\, \\frac{v}{p}",
        "v ^ 2; v^{2}",
        "(v / p) ^ -2; \\left(\\frac{v}{p}\\right)^{-2}",
        "v ^ (1 / 2); v^{\\frac{1}{2}}",
        "t_inv ^ 2; \\left(t^{-1}\\right)^{2}",
        "exp((v - p) / x); e^{\\frac{v - p}{x}}",
        "exp(v) ^ 2; \\left(e^{v}\\right)^{2}",
        "2 * 1e-4; 2 \\cdot 10^{-4}",
        "2 * 2.5e-4; 2 \\, \\left(2.5 \\cdot 10^{-4}\\right)",
        "spike(v) + heaviside(p); \\Theta\\left(v\\right) + \\Theta\\left(p\\right)",
        "min(v, max(p, x)); \\min\\left(v, \\max\\left(p, x\\right)\\right)",
        "log(tanh(v)); \\ln\\left(\\tanh\\left(v\\right)\\right)",
        "abs(sqrt(v)); \\left|\\sqrt{v}\\right|",
        "relu(detach(v));"
            + " \\operatorname{relu}\\left(\\operatorname{detach}\\left(v\\right)\\right)",
        "bernoulli(p); \\operatorname{bernoulli}\\left(p\\right)",
        "where(v > p, 1, x);"
            + " \\begin{cases} 1 & \\text{if } v \\gt p \\\\ x & \\text{otherwise} \\end{cases}",
        "1 - where(v != p, 1, x);"
            + " 1 - \\left(\\begin{cases} 1 & \\text{if } v \\ne p \\\\"
            + " x & \\text{otherwise} \\end{cases}\\right)",
        "where(not (v < p or v <= 1) and v >= 1 and v == 2, 1, x);"
            + " \\begin{cases} 1 & \\text{if } \\lnot \\left(v \\lt p \\lor v \\le 1\\right)"
            + " \\land v \\ge 1 \\land v = 2 \\\\ x & \\text{otherwise} \\end{cases}",
        "where(not v < p, 1, x);"
            + " \\begin{cases} 1 & \\text{if } \\lnot v \\lt p"
            + " \\\\ x & \\text{otherwise} \\end{cases}",
      })
  void expressions(String text, String latex) {
    Equations equations =
        Parser.parse(
            "model m\nparameters p = 1, t_inv = 1\nstate v = 0\ninput x\nv = "
                + text
                + "\noutput v");
    assertEquals(latex, Latex.of(((Assignment) equations.step().getFirst()).value()));
  }
}
