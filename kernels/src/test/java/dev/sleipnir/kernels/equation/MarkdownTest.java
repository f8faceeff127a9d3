package dev.sleipnir.kernels.equation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MarkdownTest {
  @Test
  void explicitForm() {
    assertEquals(
        """
        ## lif

        | Parameter | Symbol | Default | Unit |
        | --- | --- | --- | --- |
        | `tau_syn_inv` | $\\tau_{\\mathrm{syn}}^{-1}$ | `200` | 1/s |
        | `tau_mem_inv` | $\\tau_{\\mathrm{mem}}^{-1}$ | `100` | 1/s |
        | `v_leak` | $v_{\\mathrm{leak}}$ | `0` |  |
        | `v_th` | $v_{\\mathrm{th}}$ | `1` |  |
        | `v_reset` | $v_{\\mathrm{reset}}$ | `0` |  |

        | State variable | Symbol | Initial value | Unit |
        | --- | --- | --- | --- |
        | `v` | $v$ | `v_leak` |  |
        | `i` | $i$ | `0` |  |

        Input: `x` $x$.

        One step of Δt, line by line (← gives a state variable a new value):

        ```math
        \\begin{aligned}
        j &= i + x \\\\
        u &= v + \\Delta t \\, \\tau_{\\mathrm{mem}}^{-1} \\, \\left(v_{\\mathrm{leak}} - v + j\\right) \\\\
        z &= \\Theta\\left(u - v_{\\mathrm{th}}\\right) \\\\
        v &\\leftarrow \\left(1 - z\\right) \\, u + z \\, v_{\\mathrm{reset}} \\\\
        i &\\leftarrow j - \\Delta t \\, \\tau_{\\mathrm{syn}}^{-1} \\, j
        \\end{aligned}
        ```

        Output: `z` $z$.
        """,
        Markdown.of(Parser.parse(Models.LIF)));
  }

  @Test
  void differentialForm() {
    assertEquals(
        """
        ## my\\_model

        | State variable | Symbol | Initial value | Unit |
        | --- | --- | --- | --- |
        | `v` | $v$ | `-70` | m\\*V \\| a |
        | `w` | $w$ | `0` |  |

        Inputs: `x` $x$, `tau` $\\tau$.

        One step of Δt, line by line (← gives a state variable a new value):

        ```math
        \\begin{aligned}
        \\frac{dv}{dt} &= \\frac{x - v}{\\tau} \\qquad \\text{(Runge-Kutta 4)} \\\\
        \\frac{dw}{dt} &= v \\qquad \\text{(forward Euler)}
        \\end{aligned}
        ```

        Threshold: a spike, $z = 1$, where $v \\gt 1$.

        Reset where $z = 1$: $v \\leftarrow 0$, $w \\leftarrow w + 1$.

        Refractory: for $0.005$ s after a spike, no further spike; held meanwhile: $v$.

        ```math
        \\begin{aligned}
        w &\\leftarrow 2 \\, w
        \\end{aligned}
        ```

        Output: `z` $z$.
        """,
        Markdown.of(
            Parser.parse(
                """
                model my_model
                state v = -70 (m*V | a), w = 0
                input x, tau
                dv/dt = (x - v) / tau : rk4
                dw/dt = v
                threshold v > 1
                reset v = 0, w = w + 1
                refractory 0.005 (s)
                w = 2 * w
                output z
                """)));
  }

  @Test
  void events() {
    String section =
        Markdown.of(
            Parser.parse(
                """
                model my_model
                state v = 0, w = 0
                dv/dt = 1
                event high when v > 1 or w >= 1
                on high w = w + 1, v = 0
                output v
                """));
    assertTrue(
        section.contains(
            "\nEvent `high`: where $v \\gt 1 \\lor w \\ge 1$.\n\nOn `high`:"
                + " $w \\leftarrow w + 1$, $v \\leftarrow 0$.\n"),
        section);
  }

  @Test
  void adjoint() {
    String section = Markdown.of(Parser.parse(Models.ADJOINT));
    assertTrue(
        section.endsWith(
            """
            Backward step, written by hand (a bar marks the gradient at a value, a prime a state variable after the step):

            ```math
            \\begin{aligned}
            s &= \\frac{1}{\\left(\\alpha \\, \\left|u - 1\\right| + 1\\right)^{2}} \\\\
            g &= \\bar{v} \\\\
            g_{2} &= g + s \\, \\left(\\bar{z} - g\\right) + 0 \\, v' \\, v \\\\
            \\bar{x} &= g_{2} \\, \\Delta t \\, \\mathrm{rate} \\\\
            \\bar{v} &\\leftarrow g_{2} - \\Delta t \\, \\mathrm{rate} \\, g_{2}
            \\end{aligned}
            ```
            """),
        section);
  }

  @Test
  void rules() {
    assertEquals(
        """
        ## all

        | Parameter | Symbol | Default | Unit |
        | --- | --- | --- | --- |
        | `tau` | $\\tau$ | `0.02` | s |

        Required: $\\tau \\gt 0$.

        Given at every step, one for all synapses: `reward` $\\mathrm{reward}$.

        Each pre-synaptic neuron has:

        ```math
        \\begin{aligned}
        \\frac{dx}{dt} &= -\\frac{1}{\\tau} \\, x \\qquad \\text{at its spikes } x \\leftarrow x + 2
        \\end{aligned}
        ```

        Given at every step to each post-synaptic neuron: `u` $u$.

        Each post-synaptic neuron has:

        ```math
        \\begin{aligned}
        \\frac{dy}{dt} &= -5 \\, y \\qquad \\text{at its spikes } y \\leftarrow 1 \\\\
        \\frac{dm}{dt} &= 50 \\, \\left(u + y - m\\right)
        \\end{aligned}
        ```

        Each synapse has, beside its weight $w$:

        ```math
        \\begin{aligned}
        c &= 0 \\quad \\text{at first} \\\\
        \\frac{dr}{dt} &= 2 \\, \\left(1 - r\\right) \\qquad \\text{at first } r = 1
        \\end{aligned}
        ```

        When a pre-synaptic spike arrives:

        ```math
        \\begin{aligned}
        c &\\leftarrow c + x \\\\
        \\mathrm{ge} &\\leftarrow \\mathrm{ge} + \\left(-w\\right) \\qquad \\text{(delivered)} \\\\
        w &\\leftarrow w - y
        \\end{aligned}
        ```

        When the post-synaptic neuron spikes:

        ```math
        \\begin{aligned}
        w &\\leftarrow w + x
        \\end{aligned}
        ```

        At every step of Δt:

        ```math
        \\begin{aligned}
        w &\\leftarrow w + \\Delta t \\, \\mathrm{reward} \\qquad \\text{where } u \\gt m
        \\end{aligned}
        ```

        Bounds: $0 \\le w \\le 1$.
        """,
        Markdown.of(
            RuleParser.parse(
                """
                rule all
                parameters tau = 0.02 (s)
                require tau > 0
                signal reward
                signal u of post
                trace x of pre decay 1 / tau jump 2
                trace y of post decay 5 set 1
                trace m of post decay 50 follow u + y
                synapse c = 0
                synapse r = 1 decay 2 follow 1
                on pre c = c + x
                deliver -w into ge
                on pre w = w - y
                on post w = w + x
                on step when u > m, w = w + dt * reward
                bounds 0, 1
                """)));
  }

  @Test
  void updates() {
    assertEquals(
        """
        ## momentum

        | Parameter | Symbol | Default | Unit |
        | --- | --- | --- | --- |
        | `mu` | $\\mu$ | `0.9` |  |

        | Kept for each weight | Symbol | Initial value | Unit |
        | --- | --- | --- | --- |
        | `v` | $v$ | `0` |  |

        Numbers: `learning_rate` $\\mathrm{learning}_{\\mathrm{rate}}$, `step` $\\mathrm{step}$.

        Input: `gradient` $\\mathrm{gradient}$.

        One step of a weight $w$, line by line (← gives it, or what is kept, a new value):

        ```math
        \\begin{aligned}
        d &= \\mu \\, v \\\\
        v &\\leftarrow d + \\mathrm{gradient} \\\\
        w &\\leftarrow w - \\mathrm{learning}_{\\mathrm{rate}} \\, v
        \\end{aligned}
        ```
        """,
        Markdown.of(
            UpdateParser.parseOptimizer(
                """
                optimizer momentum
                parameters mu = 0.9
                state v = 0
                d = mu * v
                v = d + gradient
                w = w - learning_rate * v
                """)));
    assertTrue(
        Markdown.of(UpdateParser.parse("update twice\nstate y = 0\ny = 2 * y"))
            .endsWith(
                """
                | State | Symbol | Initial value | Unit |
                | --- | --- | --- | --- |
                | `y` | $y$ | `0` |  |

                Each element, line by line (← gives a state a new value):

                ```math
                \\begin{aligned}
                y &\\leftarrow 2 \\, y
                \\end{aligned}
                ```
                """));
  }

  @Test
  void functions() {
    assertEquals(
        """
        ## fade

        | Parameter | Symbol | Default | Unit |
        | --- | --- | --- | --- |
        | `tau` | $\\tau$ | `10` |  |

        Inputs: `x` $x$, `a` $a$.

        Output: `y` $y$.

        Each element, line by line:

        ```math
        \\begin{aligned}
        y &= e^{\\frac{-x}{\\tau}} \\, a
        \\end{aligned}
        ```

        The way back, written by hand (a bar marks the gradient at a value):

        ```math
        \\begin{aligned}
        \\bar{x} &= \\bar{y} \\\\
        \\bar{a} &= 0
        \\end{aligned}
        ```
        """,
        Markdown.of(
            FormulaParser.parse(
                """
                function fade
                parameters tau = 10
                input x, a
                y = exp(-x / tau) * a
                adjoint
                grad_x = grad_y
                grad_a = 0
                """)));
  }
}
