/* The first page of the popup: the page that opened it says for whom, which then goes to the server. */
(() => {
  "use strict";

  const origin = new URLSearchParams(location.hash.slice(1)).get("origin");
  const form = document.getElementById("opening");

  if (!window.opener || !origin) {
    const status = document.querySelector("[data-alone]");
    status.textContent = status.dataset.alone;
    return;
  }
  addEventListener("message", ({ source, origin: sender, data }) => {
    if (source !== window.opener || sender !== origin || data?.limelight !== "opening") return;
    for (const [name, value] of Object.entries(data.fields)) {
      if (form.elements[name] && value != null) form.elements[name].value = value;
    }
    form.elements.opener.value = sender;
    form.submit();
  });
  window.opener.postMessage({ limelight: "ready" }, origin);
})();
