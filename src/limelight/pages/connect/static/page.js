/* What the Connect page does in the browser: it tells its opener, filters the platforms and minds the focus. */
(() => {
  "use strict";

  const { opener: origin, message } = document.body.dataset;

  function tellOpener() {
    if (!origin || !window.opener) return;
    const told = JSON.parse(message);
    window.opener.postMessage(told, origin);
    if (told.happenings.some(({ event }) => event === "exit" || event === "tokenExpired")) window.close();
  }

  function filterPlatforms() {
    const field = document.querySelector("[data-filters]");
    if (!field) return;
    const items = [...document.getElementById(field.dataset.filters).children];
    document.body.classList.add("filtering");
    field.form.addEventListener("submit", (event) => event.preventDefault());
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLowerCase();
      for (const item of items) item.hidden = !item.dataset.name.includes(wanted);
      const count = items.filter((item) => !item.hidden).length;
      document.getElementById("nothing").hidden = count > 0;
      document.getElementById("found").textContent = field.dataset.found.replace("%", count);
    });
  }

  function preventSecondSubmit() {
    document.addEventListener("submit", ({ target, defaultPrevented }) => {
      if (defaultPrevented) return;
      // After the form is read: a disabled button would not be sent with it.
      setTimeout(() => target.querySelectorAll("button").forEach((button) => { button.disabled = true; }));
    });
    // A page that the browser kept while the creator was away comes back as it was left.
    addEventListener("pageshow", () => {
      document.querySelectorAll("button:disabled").forEach((button) => { button.disabled = false; });
    });
  }

  tellOpener();
  filterPlatforms();
  preventSecondSubmit();
  (document.querySelector("[aria-invalid=true]") || document.querySelector("h1")).focus();
  const onward = document.querySelector("[data-follow]");
  if (onward) location.replace(onward.href);
})();
