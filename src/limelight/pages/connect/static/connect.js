/* Limelight Connect: lets a creator connect accounts from your page. See docs/connect.md. */
(() => {
  "use strict";

  const VERSION = "2.0.0";
  const HOME = document.currentScript.src.replace(/\/connect(\/v2\/phyllo-connect)?\.js.*$/, "");
  const HOME_ORIGIN = new URL(HOME).origin;
  const ARGUMENTS = {
    accountConnected: ["account_id", "work_platform_id", "user_id"],
    accountDisconnected: ["account_id", "work_platform_id", "user_id"],
    tokenExpired: ["user_id"],
    exit: ["reason", "user_id"],
    connectionFailure: ["reason", "work_platform_id", "user_id"],
  };
  const MANDATORY = ["accountConnected", "accountDisconnected", "tokenExpired", "exit"];
  const REQUIRED = ["clientDisplayName", "environment", "userId", "token"];
  const POPUP_SIZE = { width: 480, height: 760 };
  const CONTINUE = { en: "Continue", de: "Weiter", es: "Continuar", fr: "Continuer" };

  function initialize(config) {
    const missing = REQUIRED.filter((name) => typeof config?.[name] !== "string" || !config[name]);
    if (missing.length) throw new Error(`Connect: initialize needs ${missing.join(", ")} as text.`);
    if (config.redirect && !config.redirectURL) throw new Error("Connect: redirect needs a redirectURL.");

    const callbacks = {};
    let visit = null;

    function on(event, callback) {
      if (!(event in ARGUMENTS)) {
        throw new Error(`Connect: there is no event ${event}; there are ${Object.keys(ARGUMENTS).join(", ")}.`);
      }
      if (typeof callback !== "function") throw new Error(`Connect: the callback of ${event} is not a function.`);
      callbacks[event] = callback;
    }

    function open() {
      const unheard = MANDATORY.filter((event) => !callbacks[event]);
      if (unheard.length) throw new Error(`Connect: register callbacks with on() first: ${unheard.join(", ")}.`);
      if (expiryOf(config.token) <= Date.now()) return tell({ event: "tokenExpired" });
      if (config.redirect) return redirect(config);
      if (visit?.isOpen()) return visit.focus();
      visit = newVisit(config, tell);
      visit.open();
    }

    function exit() {
      visit?.end("EXIT_CALLED");
    }

    function tell(happening) {
      const facts = { ...happening, user_id: config.userId };
      callbacks[happening.event]?.(...ARGUMENTS[happening.event].map((name) => facts[name]));
    }

    return { open, on, exit, version: () => VERSION };
  }

  /** One popup, from opening to exit. What happened is told once each, however often we hear of it. */
  function newVisit(config, tell) {
    let popup = null;
    let sessionId = null;
    let told = 0;
    let isOver = false;
    let isCut = false;
    let isLast = false;
    let watch = null;

    function open() {
      popup = window.open(`${HOME}/connect/popup#${new URLSearchParams({ origin: location.origin })}`, "_blank",
        placed(POPUP_SIZE));
      if (!popup) return askToContinue(config, open, () => end("POPUP_BLOCKED"));
      addEventListener("message", listen);
      watch = setInterval(look, 400);
    }

    function listen({ source, origin, data }) {
      if (source !== popup || origin !== HOME_ORIGIN) return;
      if (data?.limelight === "ready") popup.postMessage({ limelight: "opening", fields: fieldsOf(config) }, HOME_ORIGIN);
      if (data?.limelight === "happenings") hear(data);
    }

    function hear({ session_id, happenings }) {
      sessionId = session_id;
      const news = happenings.slice(told);
      told = Math.max(told, happenings.length);
      for (const happening of news) {
        if (happening.event === "tokenExpired" || happening.event === "exit") close();
        tell(happening);
      }
    }

    /* A platform's page may cut the tie between the windows: then the popup only looks closed. */
    async function look() {
      if (!popup.closed) return;
      clearInterval(watch);
      const heard = told;
      const news = sessionId && (await happeningsOf(config.token, sessionId));
      if (news) hear(news);
      if (isOver) return;
      // An event that no message brought is from a window that lives on, however quick the sign-in was.
      isCut ||= news?.is_away || told > heard;
      if (isCut && !news?.is_over) watch = setTimeout(look, 2000);
      else if (isLast) end("WINDOW_CLOSED");
      else {
        // How the visit ended may still be on its way.
        isLast = true;
        watch = setTimeout(look, 500);
      }
    }

    function end(reason) {
      if (isOver) return;
      close();
      tell({ event: "exit", reason });
    }

    function close() {
      isOver = true;
      clearTimeout(watch);
      removeEventListener("message", listen);
      popup?.close();
    }

    return { open, end, focus: () => popup?.focus(), isOpen: () => !isOver };
  }

  async function happeningsOf(token, session) {
    try {
      const answer = await fetch(`${HOME}/connect/happenings`, {
        method: "POST", body: new URLSearchParams({ token, session }), credentials: "omit",
      });
      return answer.ok ? await answer.json() : null;
    } catch {
      return { session_id: session, happenings: [], is_away: false, is_over: false };
    }
  }

  function redirect(config) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = `${HOME}/connect/sessions`;
    form.hidden = true;
    const fields = { ...fieldsOf(config), flow: "redirect", redirect_url: config.redirectURL };
    for (const [name, value] of Object.entries(fields)) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      form.append(input);
    }
    document.body.append(form);
    form.submit();
  }

  function fieldsOf(config) {
    return {
      token: config.token,
      user_id: config.userId,
      display_name: config.clientDisplayName,
      work_platform_id: config.workPlatformId || "",
      single_account: config.singleAccount ? "true" : "",
      language: config.language || "",
    };
  }

  /** When the token expires, in milliseconds; the server judges whatever cannot be read here. */
  function expiryOf(token) {
    try {
      const claims = JSON.parse(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")));
      return claims.exp * 1000 || Infinity;
    } catch {
      return Infinity;
    }
  }

  function placed({ width, height }) {
    const left = Math.max(0, Math.round(screenX + (outerWidth - width) / 2));
    const top = Math.max(0, Math.round(screenY + (outerHeight - height) / 2));
    return `popup,width=${width},height=${height},left=${left},top=${top}`;
  }

  /** Browsers open a window only when somebody clicks: where nobody did, ask for the click. */
  function askToContinue(config, proceed, give_up) {
    const dialog = document.createElement("dialog");
    const button = document.createElement("button");
    const language = (config.language || navigator.language).slice(0, 2).toLowerCase();
    button.textContent = `${CONTINUE[language] || CONTINUE.en}: ${config.clientDisplayName}`;
    Object.assign(dialog.style, { padding: "1.5rem", border: "0", borderRadius: "1rem" });
    Object.assign(button.style, { font: "600 1rem system-ui, sans-serif", padding: ".75rem 1.25rem", cursor: "pointer" });
    button.addEventListener("click", () => { dialog.remove(); proceed(); });
    dialog.addEventListener("cancel", () => { dialog.remove(); give_up(); });
    dialog.append(button);
    document.body.append(dialog);
    dialog.showModal();
  }

  window.LimelightConnect = window.PhylloConnect = { initialize };
})();
