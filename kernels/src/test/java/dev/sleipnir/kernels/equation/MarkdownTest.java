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

        One step of Δt seconds, line by line (← gives a state variable a new value):

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

        One step of Δt seconds, line by line (← gives a state variable a new value):

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
}
