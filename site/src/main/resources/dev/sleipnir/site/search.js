"use strict";
const words = new URLSearchParams(location.search).get("q") ?? "";
document.getElementById("words").value = words;
const index = lunr(function () {
  this.ref("place");
  this.field("title", { boost: 10 });
  this.field("text");
  pages.forEach((page, place) => this.add({ place, title: page.title, text: page.text }));
});
const term = words.trim().replace(/[:~^*+]/g, " ");
const hits = term ? index.search(term) : [];
document.getElementById("count").textContent = words ? `${hits.length} pages` : "";
for (const hit of hits.slice(0, 50)) {
  const page = pages[hit.ref];
  const first = Math.max(0, page.text.toLowerCase().indexOf(term.toLowerCase().split(/\s+/)[0]) - 80);
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = page.url;
  link.textContent = page.title;
  const text = document.createElement("p");
  text.textContent = page.text.slice(first, first + 240);
  item.append(link, text);
  document.getElementById("results").append(item);
}
