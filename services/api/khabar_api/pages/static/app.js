// What the pages do beyond htmx: times on the reader's clock, the chart, and an end to the growing list.
(() => {
  const language = document.documentElement.lang;
  // The digits of the page, not those of the browser's own language.
  const locale = language === "ar" ? "ar-u-nu-latn" : "en-GB";
  const number = new Intl.NumberFormat(locale);
  const clock = new Intl.DateTimeFormat(locale, {
    day: "numeric", month: "short", year: "numeric", hour: language === "ar" ? "numeric" : "2-digit", minute: "2-digit",
  });

  const hour = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

  function tellTimes(root) {
    for (const time of root.querySelectorAll("time[datetime]")) {
      const at = new Date(time.dateTime);
      if (Number.isNaN(at.getTime()) || time.dataset.told) continue;
      time.dataset.told = "yes";
      time.title = time.dateTime;
      time.textContent = ("hour" in time.dataset ? hour : clock).format(at);
      time.dir = document.documentElement.dir;
    }
  }

  function nameCountries(root) {
    const names = new Intl.DisplayNames([language], { type: "region" });
    for (const place of root.querySelectorAll("[data-country]")) {
      if (/^[A-Z]{2}$/.test(place.dataset.country)) place.textContent = names.of(place.dataset.country);
    }
  }

  function drawCharts(root) {
    if (typeof uPlot === "undefined") return;
    for (const box of root.querySelectorAll("[data-chart]")) {
      const style = getComputedStyle(box);
      const line = style.getPropertyValue("--accent").trim();
      const soft = style.getPropertyValue("--soft").trim();
      const axis = { stroke: soft, grid: { stroke: style.getPropertyValue("--line").trim() } };
      new uPlot({
        width: Math.max(box.clientWidth, 280), height: 140, legend: { show: false }, cursor: { show: false },
        series: [{}, { stroke: line, fill: line + "33", width: 2, points: { show: false } }],
        axes: [{ ...axis, space: 80, values: (_, seconds) => seconds.map((one) => hour.format(one * 1000)) }, { ...axis, size: 36, values: (_, counts) => counts.map((one) => number.format(one)), incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000] }],
        scales: { y: { range: (_, low, high) => [0, Math.max(high, 4)] } },
      }, JSON.parse(box.dataset.chart), box);
      // The same in figures stays there for who can't see the chart.
      box.nextElementSibling?.classList.add("hidden");
    }
  }

  function cutLists() {
    for (const list of document.querySelectorAll("[data-most]")) {
      while (list.children.length > Number(list.dataset.most)) list.lastElementChild.remove();
    }
  }

  // What the side column names lights up in the text, and leads to its first place.
  function lightUp(event) {
    const source = event.target.closest?.(".found [data-ref]");
    for (const mark of document.querySelectorAll("mark.lit")) mark.classList.remove("lit");
    if (!source) return;
    for (const ref of source.dataset.ref.split(" ")) {
      for (const mark of document.querySelectorAll(`mark[data-ref="${CSS.escape(ref)}"]`)) mark.classList.add("lit");
    }
  }
  document.addEventListener("pointerover", lightUp);
  document.addEventListener("focusin", lightUp);

  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm;
    if (question && !window.confirm(question)) event.preventDefault();
  });

  function refresh(root) {
    tellTimes(root);
    nameCountries(root);
    drawCharts(root);
    cutLists();
  }

  // A page that waits changes once it has something else to say: until then nobody loses the place where they are.
  // Where it has become another page, or a problem, the browser goes there.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { isError, requestConfig, serverResponse, xhr } = event.detail;
    const { waiting } = requestConfig.elt.dataset;
    if (!waiting) return;
    const isElsewhere = isError || new URL(xhr.responseURL).pathname !== location.pathname;
    if (isElsewhere || serverResponse.includes(`data-waiting="${waiting}"`)) event.detail.shouldSwap = false;
    if (isElsewhere) location.assign(xhr.responseURL);
  });

  document.addEventListener("DOMContentLoaded", () => refresh(document));
  document.addEventListener("htmx:afterSwap", (event) => refresh(event.detail.target ?? document));
  document.addEventListener("htmx:sseMessage", () => { tellTimes(document); cutLists(); });
})();
