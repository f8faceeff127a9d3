#!/usr/bin/env python3
"""Reference cases (format golden/1) from the equations alone, in float64 with automatic differentiation.

    python3 make_cases.py               writes ../resources/cases
    python3 make_cases.py --check DIR   recomputes the cases of a folder and tells how far they are off

Needs PyTorch. Everything drawn is rounded to float32 before the reference runs. A case is drawn anew
until no thresholded quantity comes near its threshold, some neurons spike and one stays silent, and the
same equations in float32 stay well within the tolerance.
"""

import argparse
import json
import math
import pathlib
import random
import shutil
import sys
import zlib

import torch

RTOL, ATOL = 1e-4, 1e-5
NEAR = 5e-4  # no thresholded quantity may come closer to its threshold, relative to it, at least absolute
SEED = 1

# ---------------------------------------------------------------------------- spikes and surrogates


def surrogate(method, alpha, x):
    if method == "super":
        return 1 / (alpha * x.abs() + 1) ** 2
    if method == "triangle":
        return alpha * torch.relu(1 - x.abs())
    if method == "tanh":
        return 1 - torch.tanh(alpha * x) ** 2
    if method == "circ":
        return alpha**3 / (alpha**2 + x**2) ** 1.5
    if method == "heavi_erfc":
        return 2 / math.sqrt(math.pi) * torch.exp(-((alpha * x) ** 2))
    if method == "heaviside":
        return torch.zeros_like(x)
    raise ValueError(method)


class Spike(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, method, alpha):
        ctx.save_for_backward(x)
        ctx.method, ctx.alpha = method, alpha
        return (x > 0).to(x.dtype)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * surrogate(ctx.method, ctx.alpha, x), None, None


class Parameters:
    """Parameters of one population as attributes; notes how close thresholded quantities come."""

    def __init__(self, values, dt):
        self.__dict__.update(values)
        self.dt = dt
        self.margin = math.inf

    def counter(self, x):
        """S of a quantity that is exact in float32."""
        return Spike.apply(x, self.method, self.alpha)

    def spike(self, x, threshold):
        size = torch.as_tensor(threshold).detach().abs().clamp(min=1)
        self.margin = min(self.margin, float((x.detach().abs() / size).min()))
        return self.counter(x)


# ---------------------------------------------------------------------------- one step of each model
# p parameters, s old state, d drive; they return the output and the new state.


def lif(p, s, d, detach=False):
    i = s["i"] + d
    v = s["v"] + p.dt * p.tau_mem_inv * ((p.v_leak - s["v"]) + i)
    z = p.spike(v - p.v_th, p.v_th)
    r = z.detach() if detach else z
    return z, {"v": (1 - r) * v + r * p.v_reset, "i": i - p.dt * p.tau_syn_inv * i}


def lif_detached(p, s, d):
    return lif(p, s, d, detach=True)


def lif_box(p, s, d):
    v = s["v"] + p.dt * p.tau_mem_inv * (d + p.v_leak - s["v"])
    z = p.spike(v - p.v_th, p.v_th)
    if p.reset_method == "value":
        return z, {"v": (1 - z) * v + z * p.v_reset}
    return z, {"v": (1 - z) * v + z * (v - p.v_th)}


def refractory(underlying):
    def step(p, s, d):
        z, n = underlying(p, s, d)
        m = p.counter(s["rho"])
        n["v"] = (1 - m) * n["v"] + m * s["v"]
        z = (1 - m) * z
        n["rho"] = (1 - z) * torch.relu(s["rho"] - m) + z * p.rho_reset
        return z, n

    return step


def exponential(p, v):
    if (
        not torch.is_tensor(p.delta_T)
        and p.delta_T == 0
        or torch.is_tensor(p.delta_T)
        and bool((p.delta_T == 0).all())
    ):
        return torch.zeros_like(v)
    return p.delta_T * torch.exp((v - p.v_th) / p.delta_T)


def lif_ex(p, s, d):
    i = s["i"] + d
    v = s["v"] + p.dt * p.tau_mem_inv * (p.v_leak - s["v"] + exponential(p, s["v"]) + i)
    z = p.spike(v - p.v_th, p.v_th)
    return z, {"v": (1 - z) * v + z * p.v_reset, "i": i - p.dt * p.tau_syn_inv * i}


def lif_adex(p, s, d):
    i = s["i"] + d
    v = s["v"] + p.dt * p.tau_mem_inv * (p.v_leak - s["v"] + exponential(p, s["v"]) + i - s["a"])
    z = p.spike(v - p.v_th, p.v_th)
    a = s["a"] + p.dt * p.tau_ada_inv * (p.adaptation_current * (s["v"] - p.v_leak) - s["a"])
    return z, {
        "v": (1 - z) * v + z * p.v_reset,
        "i": i - p.dt * p.tau_syn_inv * i,
        "a": a + z * p.adaptation_spike,
    }


def lif_mc(p, s, d):
    return lif(p, {"v": s["v"] + p.dt * s["v"] @ p.g_coupling.T, "i": s["i"]}, d)


def lif_mc_recurrent(p, s, d):
    z, n = lif(p, s, d, detach=True)
    n["v"] = n["v"] + p.dt * n["v"] @ p.g_coupling.T
    return z, n


def lif_mc_refrac(p, s, d):
    m = p.counter(s["rho"])
    v = (
        s["v"]
        + (1 - m) * p.dt * p.tau_mem_inv * (p.v_leak - s["v"] + s["i"])
        + s["v"] @ p.g_coupling.T
    )
    z = p.spike(v - p.v_th, p.v_th)
    return z, {
        "v": (1 - z) * v + z * p.v_reset,
        "i": s["i"] - p.dt * p.tau_syn_inv * s["i"] + d,
        "rho": (1 - z) * torch.relu(s["rho"] - m) + z * p.rho_reset,
    }


def coba(p, s, excitation, inhibition):
    g_e, g_i = s["g_e"] + excitation, s["g_i"] + inhibition
    g_e = g_e - p.dt * p.tau_syn_exc_inv * g_e
    g_i = g_i - p.dt * p.tau_syn_inh_inv * g_i
    v = s["v"] + p.dt * p.c_m_inv * (
        p.g_l * (p.v_rest - s["v"]) + g_e * (p.e_rev_E - s["v"]) + g_i * (p.e_rev_I - s["v"])
    )
    z = p.spike(v - p.v_thresh, p.v_thresh)
    return z, {"v": (1 - z) * v + z * p.v_reset, "g_e": g_e, "g_i": g_i}


def coba_lif(p, s, d):
    return coba(p, s, torch.relu(d), torch.relu(-d))


def iaf(p, s, d):
    v = s["v"] + d
    z = p.spike(v - p.v_th, p.v_th)
    return z, {"v": (1 - z) * v + z * p.v_reset}


def izhikevich(p, s, d):
    v, u = s["v"], s["u"]
    vd = v + p.tau_inv * p.dt * (p.sq * v**2 + p.mn * v + p.bias - u + d)
    ud = u + p.tau_inv * p.dt * p.a * (p.b * v - u)
    z = p.spike(vd - p.v_th, p.v_th)
    return z, {"v": (1 - z) * vd + z * p.c, "u": (1 - z) * ud + z * (ud + p.d)}


def leaky_integrator(p, s, d):
    i = s["i"] + d
    v = s["v"] + p.dt * p.tau_mem_inv * ((p.v_leak - s["v"]) + i)
    return v, {"v": v, "i": i - p.dt * p.tau_syn_inv * i}


def leaky_integrator_box(p, s, d):
    v = s["v"] + p.dt * p.tau_mem_inv * ((p.v_leak - s["v"]) + d)
    return v, {"v": v}


def lsnn(p, s, d, detach=False):
    v = s["v"] + p.dt * p.tau_mem_inv * ((p.v_leak - s["v"]) + s["i"])
    b = s["b"] + p.dt * p.tau_adapt_inv * (p.v_th - s["b"])
    z = p.spike(v - b, b)
    r = z.detach() if detach else z
    return z, {
        "v": (1 - r) * v + r * p.v_reset,
        "i": s["i"] - p.dt * p.tau_syn_inv * s["i"] + d,
        "b": b + r * p.beta,
    }


def lsnn_detached(p, s, d):
    return lsnn(p, s, d, detach=True)


def ada_lif(p, s, d):
    v = s["v"] + p.dt * p.tau_mem_inv * ((p.v_leak - s["v"]) + s["i"] - s["b"])
    z = p.spike(v - p.v_th, p.v_th)
    return z, {
        "v": v - z * (p.v_th - p.v_reset),
        "i": s["i"] - p.dt * p.tau_syn_inv * s["i"] + d,
        "b": s["b"] - p.dt * p.tau_adapt_inv * s["b"] + z * p.beta,
    }


def encoder(p, s, d):
    drift = p.v_leak - s["v"] + d
    if hasattr(p, "delta_T"):
        drift = drift + exponential(p, s["v"])
    v = s["v"] + p.dt * p.tau_mem_inv * drift
    z = p.spike(v - p.v_th, p.v_th)
    return z, {"v": v - z * (v - p.v_reset)}


# Step and state variables with their initial values: a number or the name of a parameter.
LIF_STATE = {"v": "v_leak", "i": 0.0}
EX_STATE = {"v": "v_leak", "i": 0.0, "a": 0.0}
COBA_STATE = {"v": 0.0, "g_e": 0.0, "g_i": 0.0}
LSNN_STATE = {"v": "v_leak", "i": 0.0, "b": "v_th"}
RHO = {"rho": 0.0}
MODELS = {
    "lif.feed_forward": (lif, LIF_STATE),
    "lif.recurrent": (lif_detached, LIF_STATE),
    "lif.feed_forward_adjoint": (lif, LIF_STATE),
    "lif.recurrent_adjoint": (lif_detached, LIF_STATE),
    "lif.current_encoder": (encoder, {"v": 0.0}),
    "lif_box.feed_forward": (lif_box, {"v": "v_leak"}),
    "lif_refrac.feed_forward": (refractory(lif), LIF_STATE | RHO),
    "lif_refrac.recurrent": (refractory(lif_detached), LIF_STATE | RHO),
    "lif_refrac.feed_forward_adjoint": (refractory(lif), LIF_STATE | RHO),
    "lif_ex.feed_forward": (lif_ex, LIF_STATE),
    "lif_ex.recurrent": (lif_ex, LIF_STATE),
    "lif_ex.current_encoder": (encoder, {"v": 0.0}),
    "lif_adex.feed_forward": (lif_adex, EX_STATE),
    "lif_adex.recurrent": (lif_adex, EX_STATE),
    "lif_adex_refrac.feed_forward": (refractory(lif_adex), EX_STATE | RHO),
    "lif_adex_refrac.recurrent": (refractory(lif_adex), EX_STATE | RHO),
    "lif_mc.feed_forward": (lif_mc, LIF_STATE),
    "lif_mc.recurrent": (lif_mc_recurrent, LIF_STATE),
    "lif_mc_refrac.feed_forward": (lif_mc_refrac, LIF_STATE | RHO),
    "lif_mc_refrac.recurrent": (lif_mc_refrac, LIF_STATE | RHO),
    "coba_lif.feed_forward": (coba_lif, COBA_STATE),
    "coba_lif.recurrent": (None, COBA_STATE),
    "iaf.feed_forward": (iaf, {"v": "v_reset"}),
    "iaf.recurrent": (iaf, {"v": "v_reset"}),
    "izhikevich.feed_forward": (izhikevich, {"v": "v_rest", "u": "u_rest"}),
    "izhikevich.recurrent": (izhikevich, {"v": "v_rest", "u": "u_rest"}),
    "leaky_integrator.feed_forward": (leaky_integrator, LIF_STATE),
    "leaky_integrator.linear": (leaky_integrator, LIF_STATE),
    "leaky_integrator_box.feed_forward": (leaky_integrator_box, {"v": "v_leak"}),
    "leaky_integrator_box.linear": (leaky_integrator_box, {"v": "v_leak"}),
    "lsnn.feed_forward": (lsnn, LSNN_STATE),
    "lsnn.recurrent": (lsnn_detached, LSNN_STATE),
    "lsnn.ada_lif_recurrent": (ada_lif, {"v": "v_leak", "i": 0.0, "b": 0.0}),
    "lsnn.feed_forward_adjoint": (lsnn, LSNN_STATE),
    "lsnn.recurrent_adjoint": (lsnn_detached, LSNN_STATE),
}
LAYERS = {  # of networks
    "lif": MODELS["lif.feed_forward"],
    "lif_box": MODELS["lif_box.feed_forward"],
    "lif_refrac": MODELS["lif_refrac.feed_forward"],
    "lsnn": MODELS["lsnn.feed_forward"],
    "leaky_integrator": MODELS["leaky_integrator.feed_forward"],
    "leaky_integrator_linear": MODELS["leaky_integrator.feed_forward"],
    "lif_recurrent": MODELS["lif.recurrent"],
    "lsnn_recurrent": MODELS["lsnn.recurrent"],
}


def is_recurrent(target):
    return target.endswith(("recurrent", "recurrent_adjoint"))


# ---------------------------------------------------------------------------- running a case


class Run:
    """A case's values as tensors of one precision; those that may have a gradient ask for one."""

    def __init__(self, case, dtype):
        self.case, self.dtype = case, dtype
        self.inputs = {name: self.leaf(value) for name, value in case["inputs"].items()}
        self.learned = {}

    def leaf(self, value):
        return self.constant(value).requires_grad_()

    def constant(self, value):
        if isinstance(value, dict):
            data = torch.tensor([float(x) for x in value["data"]], dtype=self.dtype)
            return data.reshape(value["shape"])
        return torch.tensor(float(value), dtype=self.dtype)

    def parameters(self, values, prefix=""):
        """Numbers and tensors become leaves, but for the steepness of the surrogate."""
        made = {}
        for name, value in values.items():
            if isinstance(value, (str, bool)) or value is None:
                made[name] = value
            elif name == "alpha":
                made[name] = self.constant(value)
            else:
                made[name] = self.leaf(value)
                self.learned[prefix + name] = made[name]
        return Parameters(made, self.case["dt"])

    def initial(self, p, variables, shape):
        """The library's default: a constant, whatever it is made of."""
        return {
            name: torch.zeros(shape, dtype=self.dtype)
            + (getattr(p, start).detach() if isinstance(start, str) else start)
            for name, start in variables.items()
        }


def gradients(outputs, cotangents, leaves):
    """Vector-Jacobian product; no gradient is 0 except where nothing depends on anything."""
    total = sum((c * o).sum() for c, o in zip(cotangents, outputs))
    grads = torch.autograd.grad(total, list(leaves.values()), allow_unused=True)
    return {
        name: torch.zeros_like(leaf) if g is None else g
        for (name, leaf), g in zip(leaves.items(), grads)
    }


def own_weights(w_rec, autapses):
    return w_rec if autapses else w_rec * (1 - torch.eye(len(w_rec), dtype=w_rec.dtype))


def run_neurons(run):
    case, target = run.case, run.case["target"]
    step, variables = MODELS[target]
    p = run.parameters(case["parameters"])
    if "g_coupling" in run.inputs:
        p.g_coupling = run.inputs["g_coupling"]
    x = run.inputs["x"]
    recurrent = is_recurrent(target)
    w_in = run.inputs.get("w_in")
    shape = x.shape[1:] if w_in is None else (*x.shape[1:-1], len(w_in))
    if case["initial_state"]:
        state = {name: run.leaf(value) for name, value in case["initial_state"].items()}
    else:
        state = run.initial(p, variables, shape)
    initial = dict(state)
    z = state.pop("z", torch.zeros(shape, dtype=run.dtype))
    w_rec = own_weights(run.inputs["w_rec"], case["parameters"]["autapses"]) if recurrent else None
    zs, states = [], [dict(state, z=z)]
    for x_t in x:
        if target == "coba_lif.recurrent":
            z, state = coba(p, state, z @ torch.relu(w_rec).T, z @ torch.relu(-w_rec).T)
        else:
            drive = x_t if w_in is None else x_t @ w_in.T
            z, state = step(p, state, drive + z @ w_rec.T if recurrent else drive)
        zs.append(z)
        states.append(dict(state, z=z))
    output = "z" if step not in (leaky_integrator, leaky_integrator_box) else "output"
    expected = {
        output: torch.stack(zs),
        "state": {name: torch.stack([s[name] for s in states[1:]]) for name in state},
    }
    grads = {}
    if "vjp" in case:
        cot = case["vjp"]["cotangents"]
        final = {name: run.constant(value) for name, value in cot["state_final"].items()}
        c_out = run.constant(cot[output])
        if target.endswith("adjoint"):
            grads = adjoint(run, p, x, w_in, w_rec, states, c_out, final)
        else:
            groups = {"": run.inputs, "parameters": run.learned}
            if case["initial_state"]:
                groups["initial_state"] = initial
            leaves = {(g, n): leaf for g, group in groups.items() for n, leaf in group.items()}
            flat = gradients(
                [expected[output]] + [state[n] for n in final], [c_out, *final.values()], leaves
            )
            for (group, name), g in flat.items():
                (grads.setdefault(group, {}) if group else grads)[name] = g
    return expected, grads, p.margin


def adjoint(run, p, x, w_in, w_rec, states, c_out, final):
    """Hand-written backward steps: an approximation, not the gradient."""

    def clean(t):
        return torch.nan_to_num(t, nan=0.0)

    target, dt = run.case["target"], p.dt
    with torch.no_grad():
        l = {name: c.clone() for name, c in final.items()}
        d_x = []
        sums = {"w_in": 0, "w_rec": 0}
        lz = torch.zeros_like(states[0]["z"])
        for t in reversed(range(len(x))):
            old, new = states[t], states[t + 1]
            z, g = new["z"], c_out[t] + lz
            dvm = p.tau_mem_inv * (p.v_leak - old["v"] + old["i"])
            dvp = p.tau_mem_inv * (p.v_leak - new["v"] + old["i"])
            if w_rec is not None:
                sums["w_in"] += l["i"].T @ x[t]
                sums["w_rec"] += l["i"].T @ z
            m = (new["rho"] > 0).to(z.dtype) if "rho" in new else 0
            l["i"] = l["i"] + dt * p.tau_syn_inv * ((1 - m) * l["v"] - l["i"])
            l["v"] = l["v"] - (1 - m) * p.tau_mem_inv * dt * l["v"]
            if "rho" in new:
                l["v"] = (1 - z) * l["v"] + clean(z * l["rho"] / dvm) + clean(z * g / dvm)
                e = (old["rho"] == 1).to(z.dtype)
                l["rho"] = (1 - e) * l["rho"] + e * l["v"] * dvp
            else:
                l["v"] = (1 - z) * l["v"] + clean(z * (dvp / dvm) * l["v"]) + clean(z * g / dvm)
            if "b" in new:
                dbm = p.tau_adapt_inv * (p.v_th - old["b"])
                dbp = p.tau_adapt_inv * (p.v_th - new["b"])
                zero = dbm == 0
                safe = torch.where(zero, torch.ones_like(dbm), dbm)
                l["b"] = l["b"] - p.tau_adapt_inv * dt * l["b"]
                l["b"] = (1 - z) * l["b"] + torch.where(
                    zero, torch.zeros_like(dbm), z * (dbp / safe) * l["b"] + z * g / safe
                )
            d_x.append(l["i"] if w_in is None else l["i"] @ w_in)
            if w_rec is not None:
                lz = l["i"] @ w_rec
        grads = {"x": torch.stack(d_x[::-1]), "initial_state": dict(l, z=lz)}
        if w_rec is not None:
            grads |= {
                "w_in": sums["w_in"],
                "w_rec": own_weights(sums["w_rec"], run.case["parameters"]["autapses"]),
            }
        return grads


def run_correlation(run):
    case = run.case
    p = run.parameters(case["parameters"])
    x, w_in, w_rec = (run.inputs[name] for name in ("x", "w_in", "w_rec"))
    n = len(w_in)
    variables = ["post_pre", "correlation_trace", "anti_correlation_trace"]
    if case["initial_state"]:
        s = {name: run.constant(value) for name, value in case["initial_state"].items()}
    else:
        s = run.initial(p, LIF_STATE, (1, n))
        for prefix, pre in (("input_", w_in.shape[1]), ("recurrent_", n)):
            s |= {prefix + v: torch.zeros(1, pre, n, dtype=run.dtype) for v in variables}
    z = s.pop("z", torch.zeros(1, n, dtype=run.dtype))
    zs, states = [], []
    for x_t in x:
        new, membrane = lif_detached(p, s, x_t @ w_in.T + z @ w_rec.T)
        following = dict(membrane)
        for prefix, pre in (("input_", x_t), ("recurrent_", z)):
            old, c, a = (s[prefix + v] for v in variables)
            get = lambda name: getattr(p, prefix + name)
            z_pre, z_post = pre[:, :, None], new[:, None, :]
            following[prefix + "correlation_trace"] = (
                c - (1 - old) * p.dt * get("tau_c_inv") * c + get("eta_p") * z_pre.expand_as(c)
            )
            following[prefix + "anti_correlation_trace"] = (
                a - old * p.dt * get("tau_ac_inv") * a + get("eta_m") * z_post.expand_as(a)
            )
            following[prefix + "post_pre"] = (old + z_post - z_pre > 0).to(run.dtype)
        s, z = following, new
        zs.append(z)
        states.append(s)
    expected = {
        "z": torch.stack(zs),
        "state": {name: torch.stack([each[name] for each in states]) for name in s},
    }
    return expected, {}, p.margin


def run_network(run):
    case = run.case
    layers = case["parameters"]["layers"]
    made = [run.parameters(layer.get("parameters", {}), f"{m}.") for m, layer in enumerate(layers)]
    states, zs, counts, outputs = {}, {}, {}, []

    def weight(layer, key):
        return run.inputs[layer[key]] if layer.get(key) else None

    def apply(m, layer, h):
        kind = layer["type"]
        if kind in ("linear", "leaky_integrator_linear"):
            h = torch.nn.functional.linear(h, weight(layer, "weight"), weight(layer, "bias"))
        if kind == "linear":
            return h
        if kind == "relu":
            return torch.relu(h)
        if kind == "scale":
            return layer["factor"] * h
        if kind not in LAYERS:
            raise ValueError(kind)
        step, variables = LAYERS[kind]
        if kind.endswith("_recurrent"):
            h = h @ weight(layer, "input_weights").T
            w_rec = own_weights(weight(layer, "recurrent_weights"), layer["autapses"])
            h = h + zs.get(m, torch.zeros_like(h)) @ w_rec.T
        if m not in states:
            states[m] = run.initial(made[m], variables, h.shape)
        z, states[m] = step(made[m], states[m], h)
        zs[m] = z
        if not kind.startswith("leaky"):
            counts.setdefault(m, []).append(z.detach().sum())
        return z

    feedback = None
    for x_t in run.inputs["x"]:
        h, each = x_t if feedback is None else x_t + feedback, []
        for m, layer in enumerate(layers):
            h = apply(m, layer, h)
            each.append(h)
        if case["parameters"]["container"] == "recurrent_sequential":
            h = feedback = each[case["parameters"]["output_module"]]
        outputs.append(h)
    output = torch.stack(outputs)
    expected = {
        "output": output,
        "final_state": {str(m): dict(s) for m, s in states.items()},
        "spike_counts": {str(m): torch.stack(c) for m, c in counts.items()},
    }
    loss = case["parameters"]["loss"]
    end = output
    if loss:
        scores = output.max(0).values if loss["reduction"] == "max_over_time" else output.sum(0)
        logs = torch.log_softmax(scores, -1)
        end = -logs[torch.arange(len(logs)), torch.tensor(loss["labels"])].mean()
        expected["loss"] = end
    cotangent = run.constant(case["vjp"]["cotangents"]["loss" if loss else "output"])
    grads = gradients([end], [cotangent], run.inputs)
    return expected, grads, min(p.margin for p in made)


def run_plain(run):
    """Targets without a state: threshold, logical, reset; and the filters."""
    case, target = run.case, run.case["target"]
    i = run.inputs
    p = run.parameters(case["parameters"])
    leaves = dict(i)

    def spike(x, method, alpha):
        return Spike.apply(x, method, torch.tensor(float(alpha), dtype=run.dtype))

    name = "output"
    if target.startswith("threshold."):
        kind = target.split(".")[1]
        name = "z"
        method = {
            "superspike": "super",
            "sign": getattr(p, "method", ""),
            "circ_dist": "circ",
            "logistic": "tanh",
        }
        out = spike(i["x"], method.get(kind, kind), case["parameters"]["alpha"])
        if kind == "sign":
            out = 2 * out - 1
        if kind in ("logistic", "circ_dist"):
            x, samples = i["x"].detach(), case["parameters"]["samples"]
            ratio = (
                torch.tanh(p.alpha * x) if kind == "logistic" else x / torch.sqrt(x**2 + p.alpha**2)
            )
            mean = 0.5 + 0.5 * ratio
            return (
                {
                    "statistics": {
                        "samples": torch.tensor(float(samples)),
                        "allowed_values": torch.tensor([0.0, 1.0]),
                        "expected_mean": mean,
                        "tolerance": 6 * torch.sqrt(mean * (1 - mean) / samples),
                    }
                },
                gradients([out], [run.constant(case["vjp"]["cotangents"]["z"])], leaves),
                math.inf,
            )
    elif target == "logical.and":
        out = i["x"] * i["y"]
    elif target == "logical.or":
        out = spike(i["x"] + i["y"], "super", 100)
    elif target == "logical.xor":
        out = (i["x"] - i["y"]).abs()
    elif target == "logical.muller_c":
        out = spike(i["x_1"] * i["x_2"] + (i["x_1"] + i["x_2"]) * i["y_prev"], "super", 100)
    elif target == "logical.posedge_detector":
        out = (1 - i["z_prev"]) * i["z"]
    elif target == "reset.value":
        name, out = "v", (1 - i["z"]) * i["v"] + i["z"] * p.v_reset
    elif target == "reset.subtract":
        name, out = "v", (1 - i["z"]) * i["v"] + i["z"] * (i["v"] - p.v_th)
    elif target == "filter.exp":
        y = leaves["initial y"] = run.leaf(case["initial_state"]["y"])
        ys = []
        for x_t in i["x"]:
            y = p.parameter * y + x_t
            ys.append(y)
        out = torch.stack(ys)
    elif target == "filter.exp_linear":
        u = torch.nn.functional.linear(i["x"], i["weight"], i.get("bias"))
        ys = [u[0]]
        for u_t in u[1:]:
            ys.append(torch.exp(-p.dt * p.tau_filter_inv) * ys[-1] + u_t)
        out = torch.stack(ys)
    else:
        raise KeyError(target)
    grads = {}
    if "vjp" in case:
        leaves |= {("parameters", n): leaf for n, leaf in run.learned.items()}
        flat = gradients([out], [run.constant(case["vjp"]["cotangents"][name])], leaves)
        for key, g in flat.items():
            if key == "initial y":
                grads["initial_state"] = {"y": g}
            elif isinstance(key, tuple):
                grads.setdefault(key[0], {})[key[1]] = g
            else:
                grads[key] = g
    return {name: out}, grads, math.inf


def compute(case, dtype=torch.float64):
    """What a case expects: outputs, every gradient, and how close a threshold came."""
    target = case["target"]
    run = Run(case, dtype)
    if target in MODELS:
        return run_neurons(run)
    if target == "lif_correlation":
        return run_correlation(run)
    if target.startswith("network."):
        return run_network(run)
    if target.startswith(("threshold.", "logical.", "reset.", "filter.")):
        return run_plain(run)
    raise KeyError(target)


# ---------------------------------------------------------------------------- comparing


def leaves(listed, path=""):
    if not isinstance(listed, dict) or "data" in listed:
        yield path, listed
        return
    for key, value in listed.items():
        yield from leaves(value, f"{path}/{key}")


def at(tree, path):
    for key in path.split("/")[1:]:
        tree = tree[key]
    return tree


def worst(case, expected, grads, rtol, atol):
    """Largest |actual - expected| / (atol + rtol |expected|) of everything a case lists."""
    most = 0.0
    for listed, actual in (
        (case["expected"], expected),
        (case.get("vjp", {}).get("expected", {}), grads),
    ):
        for path, value in leaves(listed):
            if path == "/statistics/tolerance":
                continue  # how much to allow for chance is the case's own choice
            a = at(actual, path).detach().double().flatten()
            e = torch.tensor(
                value["data"] if isinstance(value, dict) else [value], dtype=torch.float64
            )
            if isinstance(value, dict) and list(at(actual, path).shape) != value["shape"]:
                raise ValueError(f"{case['name']}{path}: shape {list(at(actual, path).shape)}")
            if e.numel():
                most = max(
                    most,
                    float(((a - e).abs() / (atol + rtol * e.abs())).nan_to_num(math.inf).max()),
                )
    return most


def check(folder, rtol, atol):
    """Recomputes every case of a folder that this script knows."""
    bad = unknown = count = 0
    for target in sorted(p for p in pathlib.Path(folder).iterdir() if p.is_dir()):
        errors = []
        for file in sorted(target.glob("*.json")):
            case = json.loads(file.read_text())
            try:
                expected, grads, _ = compute(case)
            except (KeyError, ValueError) as e:
                print(f"{case['name']}: not known here ({e!r})")
                unknown += 1
                continue
            errors.append((worst(case, expected, grads, rtol, atol), case["name"]))
        if errors:
            count += len(errors)
            wrong = [f"{name} ({error:.3g})" for error, name in errors if not error <= 1]
            bad += len(wrong)
            print(f"{target.name:34}{len(errors):3} cases, error {max(errors)[0]:.2g}", *wrong)
    print(f"{count - bad} within {rtol:g} |x| + {atol:g}, {bad} not; {unknown} not known here")
    return 1 if bad else 0


# ---------------------------------------------------------------------------- making cases


def f32(x):
    return float(torch.tensor(x, dtype=torch.float32))


def tensor(t):
    """Rounded to nine digits: far below the tolerance, and half the size."""
    t = t.detach().double()
    return {"shape": list(t.shape), "data": [float(f"{x:.9g}") for x in t.flatten().tolist()]}


class Draw:
    """Random values that are exact in float32; a case and an attempt always draw the same."""

    def __init__(self, name, attempt):
        self.random = random.Random(zlib.crc32(name.encode()) + attempt * 1_000_003 + SEED)

    def number(self, low, high):
        return f32(round(self.random.uniform(low, high), 3))

    def tensor(self, shape, make):
        values = [f32(make(index)) for index in range(math.prod(shape))]
        return {"shape": list(shape), "data": values}

    def uniform(self, shape, low, high):
        return self.tensor(shape, lambda index: round(self.random.uniform(low, high) * 256) / 256)

    def cotangent(self, shape):
        return self.tensor(shape, lambda index: round(self.random.gauss(0, 1) * 64) / 64)

    def bits(self, shape, p=0.5):
        return self.tensor(shape, lambda index: float(self.random.random() < p))

    def drive(self, shape, strength):
        """Currents of which the first neuron's are negative: that one stays silent."""
        n = shape[-1]
        return self.tensor(
            shape,
            lambda index: round(
                strength * self.random.uniform(0.3, 1.7) * (-0.5 if index % n == 0 else 1) * 256
            )
            / 256,
        )

    def weights(self, n, n_in, strength):
        """Rows are neurons; the first one is inhibited."""
        return self.tensor(
            (n, n_in),
            lambda index: round(
                strength
                * (-self.random.random() if index < n_in else self.random.uniform(-0.2, 1))
                * 256
            )
            / 256,
        )


# Ranges of parameters; a default where a variant takes it.
LIF = {
    "tau_syn_inv": (150, 300, 200),
    "tau_mem_inv": (70, 180, 100),
    "v_leak": (-0.2, 0.2, 0),
    "v_th": (0.6, 1.3, 1),
    "v_reset": (-0.3, 0.2, 0),
}
BOX = {name: LIF[name] for name in ("tau_mem_inv", "v_leak", "v_th", "v_reset")}
LI = {name: LIF[name] for name in ("tau_syn_inv", "tau_mem_inv", "v_leak")}
LI_BOX = {name: LIF[name] for name in ("tau_mem_inv", "v_leak")}
EX = {"delta_T": (0.4, 0.8, 0.5)}
ADEX = {
    "adaptation_current": (2, 5, 4),
    "adaptation_spike": (0.02, 0.12, 0.02),
    "tau_ada_inv": (3, 30, 2),
}
LSNN = LIF | {"tau_adapt_inv": (3, 30, 0.00125), "beta": (0.3, 1.5, 1.8)}
RHO_RESET = {"rho_reset": (2, 4, 5)}
IAF = {name: LIF[name] for name in ("v_th", "v_reset")}
COBA = {
    "tau_syn_exc_inv": (1, 20, 0.2),
    "tau_syn_inh_inv": (1, 20, 0.2),
    "c_m_inv": (4, 6, 5),
    "g_l": (0.1, 0.5, 0.25),
    "e_rev_I": (-110, -85, -100),
    "e_rev_E": (40, 70, 60),
    "v_rest": (-40, -20, -20),
    "v_reset": (-75, -60, -70),
    "v_thresh": (-15, -8, -10),
}
IZH = {
    "a": (0.02, 0.04, 0.02),
    "b": (0.19, 0.26, 0.2),
    "c": (-68, -55, -65),
    "d": (2, 8, 6),
    "sq": (0.038, 0.042, 0.04),
    "mn": (4.9, 5.1, 5),
    "bias": (135, 142, 140),
    "v_th": (28, 34, 30),
    "tau_inv": (240, 260, 250),
}
# Parameters and strength of the drive, by the beginning of the target's name; the longest counts.
FAMILIES = {
    "lif.": (LIF, 0.8),
    "lif.current_encoder": (LIF, 3.0),
    "lif_box.": (BOX, 3.0),
    "lif_refrac.": (LIF | RHO_RESET, 0.8),
    "lif_ex.": (LIF | EX, 0.6),
    "lif_ex.current_encoder": (LIF | EX, 2.5),
    "lif_adex.": (LIF | EX | ADEX, 0.7),
    "lif_adex_refrac.": (LIF | EX | ADEX | RHO_RESET, 0.7),
    "lif_mc.": (LIF, 0.8),
    "lif_mc_refrac.": (LIF | RHO_RESET, 0.9),
    "coba_lif.": (COBA, 8.0),
    "iaf.": (IAF, 0.4),
    "izhikevich.": (IZH, 70.0),
    "leaky_integrator.": (LI, 1.0),
    "leaky_integrator_box.": (LI_BOX, 1.0),
    "lsnn.": (LSNN, 0.9),
}
METHODS = [
    ("super", 20),
    ("triangle", 0.5),
    ("tanh", 2),
    ("circ", 1),
    ("heavi_erfc", 2),
    ("super", 50),
]


def family(target):
    return FAMILIES[max((f for f in FAMILIES if target.startswith(f)), key=len)]


def draw_parameters(draw, ranges, kind, n):
    """Defaults, one number for all neurons, or one for each."""
    values = {}
    for name, (low, high, default) in ranges.items():
        whole = name == "rho_reset"
        one = lambda: f32(draw.random.randint(low, high)) if whole else draw.number(low, high)
        if kind == "default":
            values[name] = f32(default)
        elif kind == "altered":
            values[name] = one()
        else:
            values[name] = draw.tensor((n,), lambda index: one())
    return values


INITIAL = {
    "v": (-0.3, 0.3),
    "i": (-0.1, 0.4),
    "a": (0.0, 0.1),
    "b": (0.0, 0.3),
    "g_e": (0.0, 2.0),
    "g_i": (0.0, 2.0),
    "u": (-16, -12),
}


def initial_state(draw, target, parameters, shape):
    state = {}
    n = shape[-1]

    def of(name, index):
        value = parameters[name]
        return value["data"][index % n] if isinstance(value, dict) else value

    for name in MODELS[target][1]:
        low, high = INITIAL.get(name, (0, 0))
        if name == "rho":  # a counter of some neurons runs already
            state[name] = draw.tensor(shape, lambda index: float(draw.random.choice((0, 0, 1, 2))))
        elif name == "b" and target != "lsnn.ada_lif_recurrent":
            state[name] = draw.tensor(
                shape,
                lambda index: round((of("v_th", index) + draw.random.uniform(low, high)) * 256)
                / 256,
            )
        elif name == "v" and target.startswith("izhikevich"):
            state[name] = draw.uniform(shape, -70, -60)
        elif target == "coba_lif.recurrent" and name == "v":
            state[name] = draw.tensor(
                shape,
                lambda index: -40.0 if index % n == 0 else draw.random.choice((-5.0, -12.5, -20.0)),
            )
        elif name == "v" and target.startswith("coba"):
            state[name] = draw.uniform(shape, -40, -20)
        else:
            state[name] = draw.uniform(shape, low, high)
    if is_recurrent(target):
        state = {"z": draw.bits(shape, 0.3)} | state
    return state


def neuron_case(draw, target, kind, number):
    ranges, strength = family(target)
    t = 20 if target.startswith(("izhikevich", "coba")) else 15 if "refrac" in target else 10
    b, n, n_in = 1 + number % 2, 3 + number % 4, 3
    parameters = draw_parameters(draw, ranges, kind, n)
    method, alpha = METHODS[number % len(METHODS)] if kind != "default" else ("super", 100)
    spiking = not target.startswith("leaky")
    if target.endswith("adjoint"):
        method, alpha = "super", 50
    if spiking:
        parameters |= {"method": method, "alpha": f32(alpha)}
    if target == "lif_box.feed_forward":
        parameters["reset_method"] = "subtract" if kind == "per_neuron" else "value"
    if target.startswith("izhikevich") and kind != "altered":
        parameters |= {"v_rest": -70.0, "u_rest": -14.0}
    recurrent, linear = is_recurrent(target), target.endswith(".linear")
    given = kind == "altered" or target.startswith("coba")  # by default v = 0: above the threshold
    if recurrent:
        parameters["autapses"] = given or target.startswith(("lif_mc", "lsnn.ada", "coba"))
    inputs = {}
    if recurrent or linear:
        inputs["x"] = (
            draw.uniform((t, b, n_in), 0, 2 * strength)
            if target != "coba_lif.recurrent"
            else draw.tensor((t, b, n_in), lambda index: 0.0)
        )
        inputs["w_in"] = draw.weights(n, n_in, 1.2)
    else:
        inputs["x"] = draw.drive((t, b, n), strength)
    if recurrent:
        inputs["w_rec"] = draw.weights(n, n, 20 if target.startswith("coba") else strength / 3)
    if target.startswith("lif_mc"):
        size = 0.05 if "refrac" in target else 5
        inputs["g_coupling"] = draw.uniform((n, n), -size, size)
    shape = (b, n)
    state = initial_state(draw, target, parameters, shape) if given else None
    output = "z" if spiking else "output"
    return {
        "api": "functional" if given else "cell" if number % 2 else "layer",
        "dt": 0.001,
        "parameters": parameters,
        "inputs": inputs,
        "initial_state": state,
        "cotangents": {
            output: draw.cotangent((t, *shape)),
            "state_final": {name: draw.cotangent(shape) for name in MODELS[target][1]},
        },
    }


def correlation_case(draw, target, kind, number):
    n, n_in, t = 4, 3, 14
    parameters = draw_parameters(draw, LIF, kind, n) | {"method": "super", "alpha": 100.0}
    for prefix in ("input_", "recurrent_"):
        for name, low, high in (
            ("eta_p", 0.3, 1.2),
            ("eta_m", 0.3, 1.2),
            ("tau_ac_inv", 5, 80),
            ("tau_c_inv", 5, 80),
        ):
            parameters[prefix + name] = draw.number(low, high)
    return {
        "api": "cell",
        "dt": 0.001,
        "parameters": parameters,
        "inputs": {
            "x": draw.bits((t, 1, n_in), 0.6),
            "w_in": draw.weights(n, n_in, 1.5),
            "w_rec": draw.weights(n, n, 0.3),
        },
        "initial_state": None,
    }


def network_case(draw, target, kind, number):
    t, b, n_in, n, k = 12, 2, 4, 6, 3
    lif_values = {name: f32(default) for name, (_, _, default) in LIF.items()}
    spiking = {"method": "super", "alpha": 100.0}
    readout = {name: f32(default) for name, (_, _, default) in LI.items()}
    inputs = {"x": draw.uniform((t, b, n_in), 0, 1)}
    loss = None
    if target == "network.sequential":
        inputs |= {
            "0.weight": draw.weights(n, n_in, 1.5),
            "0.bias": draw.uniform((n,), -0.1, 0.1),
            "2.weight": draw.uniform((k, n), -1, 1),
        }
        layers = [
            {"type": "linear", "weight": "0.weight", "bias": "0.bias"},
            {"type": "lif", "parameters": lif_values | spiking},
            {"type": "linear", "weight": "2.weight", "bias": None},
            {"type": "leaky_integrator", "parameters": readout},
        ]
        loss = {"type": "nll_log_softmax", "reduction": kind, "labels": [0, 2]}
    elif target == "network.recurrent":
        inputs |= {
            "0.input_weights": draw.weights(n, n_in, 1.5),
            "0.recurrent_weights": draw.weights(n, n, 0.4),
            "1.weight": draw.uniform((k, n), -1, 1),
        }
        adaptive = {"tau_adapt_inv": 20.0, "beta": f32(0.4)}
        layers = [
            {
                "type": kind + "_recurrent",
                "input_weights": "0.input_weights",
                "recurrent_weights": "0.recurrent_weights",
                "autapses": False,
                "parameters": lif_values | (adaptive if kind == "lsnn" else {}) | spiking,
            },
            {"type": "leaky_integrator_linear", "weight": "1.weight", "parameters": readout},
        ]
    else:
        inputs |= {
            "0.weight": draw.weights(n_in, n_in, 1.2),
            "0.bias": draw.uniform((n_in,), -0.1, 0.1),
        }
        layers = [
            {"type": "linear", "weight": "0.weight", "bias": "0.bias"},
            {"type": "lif", "parameters": lif_values | spiking},
        ]
    container = "recurrent_sequential" if target.endswith("_sequential") else "sequential_state"
    parameters = {"container": container, "layers": layers, "loss": loss}
    if container == "recurrent_sequential":
        parameters["output_module"] = -1
    outputs = n_in if container == "recurrent_sequential" else k
    return {
        "api": "cell",
        "dt": 0.001,
        "parameters": parameters,
        "inputs": inputs,
        "initial_state": None,
        "cotangents": {"loss": 4.0} if loss else {"output": draw.cotangent((t, b, outputs))},
    }


def plain_case(draw, target, kind, number):
    n = 33
    group, name = target.split(".")
    parameters, state, output = {}, None, "output"
    if group == "threshold":
        grid = [round(draw.random.uniform(-2, 2) * 64) / 64 for _ in range(n - 3)]
        inputs = {"x": draw.tensor((n,), lambda index: ([0.0, -0.0, 1.0] + grid)[index])}
        parameters = {"alpha": draw.number(0.5, 3)}
        if name == "superspike":
            parameters["alpha"] = 100.0
        if name == "sign":
            parameters = {"method": "super"} | parameters
        if name in ("logistic", "circ_dist"):
            inputs = {"x": draw.uniform((5,), -1, 1)}
            parameters["samples"] = 2000
        output = "z"
    elif group == "logical":
        names = {"muller_c": ("y_prev", "x_1", "x_2"), "posedge_detector": ("z", "z_prev")}
        inputs = {i: draw.bits((9,)) for i in names.get(name, ("x", "y"))}
    elif group == "reset":
        inputs = {"z": draw.bits((2, 5)), "v": draw.uniform((2, 5), -1, 2)}
        parameters = {"v_reset": draw.number(-0.2, 0.2), "v_th": draw.number(0.6, 1.3)}
        output = "v"
    elif name == "exp":
        inputs = {"x": draw.uniform((10, 2, 3), -1, 1)}
        parameters = {"parameter": draw.number(0.3, 0.9)}
        state = {"y": draw.uniform((2, 3), -1, 1)}
    else:
        inputs = {"x": draw.uniform((10, 2, 3), -1, 1), "weight": draw.uniform((4, 3), -1, 1)}
        if kind == "bias":
            inputs["bias"] = draw.uniform((4,), -1, 1)
        parameters = {"tau_filter_inv": draw.number(100, 900)}
    shapes = {"exp": (10, 2, 3), "exp_linear": (10, 2, 4)}
    shape = shapes.get(name) or next(iter(inputs.values()))["shape"]
    case = {
        "api": "functional",
        "dt": 0.001,
        "parameters": parameters,
        "inputs": inputs,
        "initial_state": state,
        "cotangents": {output: draw.cotangent(shape)},
    }
    if target == "threshold.heaviside":
        del case["cotangents"]
    if name in ("logistic", "circ_dist"):
        case["statistical"] = True
    return case


def plan():
    """Every case: target, variant, what draws it."""
    for number, target in enumerate(MODELS):
        for k, kind in enumerate(("altered", "per_neuron")):
            if target == "coba_lif.recurrent":
                kind = ("altered", "default")[k]
            yield target, kind, neuron_case, number + k
    for number, target in enumerate(
        ("lif.feed_forward", "lif.recurrent", "lsnn.recurrent", "izhikevich.feed_forward")
    ):
        yield target, "default", neuron_case, number
    yield "lif_correlation", "altered", correlation_case, 0
    yield "network.sequential", "max_over_time", network_case, 0
    yield "network.sequential", "sum_over_time", network_case, 0
    yield "network.recurrent", "lif", network_case, 0
    yield "network.recurrent", "lsnn", network_case, 0
    yield "network.recurrent_sequential", "lif", network_case, 0
    for name in (
        "superspike",
        "heaviside",
        "triangle",
        "tanh",
        "circ",
        "heavi_erfc",
        "sign",
        "logistic",
        "circ_dist",
    ):
        yield "threshold." + name, "grid", plain_case, 0
    for name in ("and", "or", "xor", "muller_c", "posedge_detector"):
        yield "logical." + name, "bits", plain_case, 0
    yield "reset.value", "basic", plain_case, 0
    yield "reset.subtract", "basic", plain_case, 0
    yield "filter.exp", "given", plain_case, 0
    yield "filter.exp_linear", "bias", plain_case, 0
    yield "filter.exp_linear", "no_bias", plain_case, 0


def listed_gradients(case, grads):
    """What a case lists of all there is."""
    target = case["target"]
    listed = {}
    for name, g in grads.items():
        if isinstance(g, dict):
            if name == "initial_state" and not case["initial_state"]:
                continue
            group = {
                n: t
                for n, t in g.items()
                if n not in ("v_rest", "u_rest") or target.startswith("coba")
            }
            if name == "parameters" and target.startswith("filter"):
                continue  # they are constants of the filter
            if name == "initial_state" and "z" in group and "z" not in case["initial_state"]:
                del group["z"]
            if group:
                listed[name] = {n: number_or_tensor(t) for n, t in group.items()}
        elif not (target == "coba_lif.recurrent" and name in ("x", "w_in")):
            listed[name] = tensor(g)
    return listed


def number_or_tensor(t):
    made = tensor(t)
    return made if made["shape"] else made["data"][0]


def listed_outputs(expected):
    return {
        name: listed_outputs(value) if isinstance(value, dict) else number_or_tensor(value)
        for name, value in expected.items()
    }


def rejected(case, expected, margin):
    """Why a draw is no good, or nothing."""
    if margin < NEAR:
        return "a threshold is near"
    if "z" in expected and not case["target"].startswith("threshold"):
        counts = expected["z"].detach().sum(0).flatten(0, -2).sum(0)
        if counts.sum() < 3:
            return "fewer than 3 spikes"
        if not bool((counts == 0).any()) and case["target"] != "coba_lif.recurrent":
            return "no neuron is silent"
        if counts.sum() > 0.6 * expected["z"].numel():
            return "nearly always spikes"
    if (
        sum(float(c.sum()) for c in expected.get("spike_counts", {}).values()) < 3
        and "spike_counts" in expected
    ):
        return "fewer than 3 spikes"
    single, single_grads, _ = compute(case, torch.float32)
    if worst(case, single, single_grads, RTOL, ATOL) > 0.25:
        return "float32 is too far off"
    return None


def make(target, kind, draw_case, number):
    name = f"{target}/{kind}-{SEED}"
    reasons = []
    for attempt in range(300):
        drawn = draw_case(Draw(name, attempt), target, kind, number)
        cotangents = drawn.pop("cotangents", None)
        case = {"format": "golden/1", "name": name, "target": target, **drawn}
        if cotangents:
            case["vjp"] = {"cotangents": cotangents}
        expected, grads, margin = compute(case)
        vjp = case.pop("vjp", None)
        if vjp:
            vjp["expected"] = listed_gradients(case, grads)
        case |= {"expected": listed_outputs(expected)}
        if vjp:
            case["vjp"] = vjp
        case |= {"rtol": RTOL, "atol": ATOL}
        reason = rejected(case, expected, margin)
        if reason is None:
            return case, attempt
        reasons.append(reason)
    raise SystemExit(f"{name}: no good draw: { {r: reasons.count(r) for r in reasons} }")


def write(folder):
    shutil.rmtree(folder, ignore_errors=True)
    count = size = 0
    for target, kind, draw_case, number in plan():
        case, attempts = make(target, kind, draw_case, number)
        lines = (f"{json.dumps(k)}:{json.dumps(v, separators=(',', ':'))}" for k, v in case.items())
        file = folder / (case["name"] + ".json")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("{" + ",\n".join(lines) + "}\n")
        count, size = count + 1, size + file.stat().st_size
        print(f"{case['name']} after {attempts} other draws", file=sys.stderr)
    print(f"{count} cases, {size} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", metavar="DIR", help="recompute the cases of this folder instead")
    args = parser.parse_args()
    torch.set_num_threads(1)
    if args.check:
        sys.exit(check(args.check, 1e-9, 1e-12))
    write(pathlib.Path(__file__).parent.parent / "resources" / "cases")


if __name__ == "__main__":
    main()
