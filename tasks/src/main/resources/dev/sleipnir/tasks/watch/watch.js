"use strict";

// Colours of the other pictures, told apart by the colour-blind.
const COLORS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#f0e442", "#000000"];
const WIDTH = 560;
const HEIGHT = 240;
const ASK_EVERY = 1000;
const ASK_FOR_A_FRAME_EVERY = 50;
const charts = {};
const rates = { at: [], of: {} };

function byId(id) {
  return document.getElementById(id);
}

/** NaN is a text in JSON: a gap. */
function numbers(values) {
  return values.map((v) => (typeof v === "number" ? v : null));
}

/** A chart of these lines, made anew only if their names change. */
function draw(id, xName, names, data) {
  const key = names.join("|");
  if (!charts[id] || charts[id].key !== key) {
    byId(id).replaceChildren();
    const series = [{ label: xName }].concat(
      names.map((name, n) => ({
        label: name,
        stroke: COLORS[n % COLORS.length],
        width: 1.5,
        spanGaps: true,
        points: { show: name.startsWith("test") || undefined },
      })));
    charts[id] = {
      key: key,
      plot: new uPlot(
        { width: WIDTH, height: HEIGHT, scales: { x: { time: false } }, series: series },
        data, byId(id)),
    };
  } else {
    charts[id].plot.setData(data);
  }
}

/** Epochs stand at the step of their end, as far as steps are known. */
function figures(state, ofStep, ofTest, name) {
  const last = state.steps.length ? state.steps[state.steps.length - 1] : 0;
  const epochs = state.epochs.length;
  const perEpoch = epochs ? last / (epochs + (state.label.startsWith("test") || !inEpoch(state) ? 0 : state.done / state.total)) : 0;
  const x = state.steps.slice();
  const test = new Map();
  state.epochs.forEach((epoch, n) => {
    const at = Math.round(perEpoch * (n + 1));
    test.set(at, epoch[ofTest]);
    x.push(at);
  });
  const all = Array.from(new Set(x)).sort((a, b) => a - b);
  const steps = new Map(state.steps.map((step, n) => [step, ofStep[n]]));
  return [
    all,
    numbers(all.map((at) => (steps.has(at) ? steps.get(at) : null))),
    numbers(all.map((at) => (test.has(at) ? test.get(at) : null))),
  ];
}

function inEpoch(state) {
  return state.label.startsWith("epoch") && state.done < state.total;
}

function drawRates(state) {
  if (!state.layers.length) {
    return;
  }
  const at = state.steps.length ? state.steps[state.steps.length - 1] : 0;
  const before = rates.at.length;
  if (before && rates.at[before - 1] === at) {
    return;
  }
  rates.at.push(at);
  state.layers.forEach((layer) => {
    const row = rates.of[layer.name] || (rates.of[layer.name] = new Array(before).fill(null));
    row.push(layer.rate);
  });
  const names = Object.keys(rates.of);
  draw("rates", "step", names, [rates.at].concat(names.map((name) => rates.of[name])));
}

function drawRaster(state) {
  const place = byId("raster");
  place.replaceChildren();
  state.layers.forEach((layer, n) => {
    const name = document.createElement("p");
    name.textContent = layer.name + ", " + layer.neurons + " neurons, " + layer.steps + " steps";
    const canvas = document.createElement("canvas");
    canvas.className = "spikes";
    canvas.width = WIDTH;
    canvas.height = Math.max(30, Math.min(120, layer.neurons));
    const g = canvas.getContext("2d");
    g.fillStyle = COLORS[n % COLORS.length];
    const dx = canvas.width / Math.max(1, layer.steps);
    const dy = canvas.height / Math.max(1, layer.neurons);
    for (let i = 0; i < layer.spikes.length; i += 2) {
      g.fillRect(layer.spikes[i] * dx, canvas.height - (layer.spikes[i + 1] + 1) * dy,
        Math.max(1, dx - 1), Math.max(1, dy));
    }
    place.append(name, canvas);
  });
}

/** Pictures in place of charts. */
function showFrame(state) {
  const picture = byId("picture");
  if (picture.dataset.frame !== String(state.frame)) {
    document.querySelector(".charts").hidden = true;
    picture.hidden = false;
    picture.dataset.frame = state.frame;
    picture.src = "picture.png?" + state.frame;
  }
}

function show(state) {
  document.title = state.title + " - Sleipnir";
  byId("title").textContent = state.title;
  byId("progress").textContent =
    state.label + ": " + state.done + (state.total === undefined ? "" : " of " + state.total);
  if (state.frame !== undefined) {
    showFrame(state);
    return;
  }
  if (state.losses) {
    draw("loss", "step", ["training", "test"], figures(state, state.losses, "testLoss"));
    byId("metric-name").textContent = state.metric;
    draw("metric", "step", ["training", "test"], figures(state, state.metrics, "testMetric"));
  } else {
    // A network that runs and does not train.
    document.querySelectorAll(".training").forEach((section) => { section.hidden = true; });
    byId("rate-name").textContent = state.rateName;
    byId("raster-name").textContent = state.rasterName;
  }
  drawRates(state);
  drawRaster(state);
  document.body.dataset.points = state.steps.length;
}

async function ask() {
  try {
    const answer = await fetch("state");
    const state = await answer.json();
    show(state);
    setTimeout(ask, state.frame === undefined ? ASK_EVERY : ASK_FOR_A_FRAME_EVERY);
  } catch (e) {
    byId("progress").textContent += " (ended)";
    document.body.dataset.ended = "true";
  }
}

ask();
