// Loads a page again when what it shows has changed: one request for each change at most, never
// while the tab is hidden or the visitor is writing or selecting text.
"use strict";
(() => {
  // the shortest time between two loads, and how many times the duration of one load it is at least
  const INTERVAL = 1000;
  const LOAD_FACTOR = 4;
  // after a load that has failed
  const RELOAD = 5000;
  // after a connection that the server has refused
  const RECONNECT = 30000;

  // the versions that the page shows, by name: data-live is "leaderboard:17 votes:4"; a name without
  // a version takes that of the first event
  const shown = new Map();
  // the versions that the server has
  const current = new Map();
  let source = null;
  let timer = null;
  let loading = false;
  let nextLoad = 0;

  const readVersions = (body) => {
    shown.clear();
    for (const part of (body.dataset.live || "").split(" ").filter(Boolean)) {
      const [name, version] = part.split(":");
      shown.set(name, version);
    }
  };

  const isOld = () => [...shown].some(([name, version]) => current.has(name) && current.get(name) !== version);

  // a form control that the visitor uses, or whose value would be lost
  const isChanged = (control) => {
    switch (control.type) {
      case "checkbox":
      case "radio":
        return control.checked !== control.defaultChecked;
      case "select-one":
      case "select-multiple":
        return [...control.options].some((option) => option.selected !== option.defaultSelected)
          && [...control.options].some((option) => option.defaultSelected);
      case "text":
      case "search":
      case "number":
      case "password":
      case "textarea":
        return control.value !== control.defaultValue;
      default:
        return false;
    }
  };

  const isInUse = (main) => {
    const focused = document.activeElement;
    const selection = document.getSelection();
    return (main.contains(focused) && focused.matches("input, textarea, select"))
      || (!selection.isCollapsed && main.contains(selection.anchorNode))
      || [...main.querySelectorAll("input, textarea, select")].some(isChanged);
  };

  // where an element is, so that the one in its place can be found after the load
  const place = (element, main) => {
    const path = [];
    for (let at = element; at !== main; at = at.parentElement) {
      path.unshift([...at.parentElement.children].indexOf(at));
    }
    return { id: element.id, tag: element.tagName, path };
  };

  const find = ({ id, tag, path }, main) => {
    const found = (id && document.getElementById(id))
      || path.reduce((at, index) => at && at.children[index], main);
    return found && found.tagName === tag && main.contains(found) ? found : null;
  };

  const replace = (main, other) => {
    const focused = document.activeElement;
    const focus = focused !== main && main.contains(focused) ? place(focused, main) : null;
    const details = [...main.querySelectorAll("details")]
      .map((each) => [place(each, main), each.open]);
    const scrolled = [...main.querySelectorAll("*")]
      .filter((each) => each.scrollLeft || each.scrollTop)
      .map((each) => [place(each, main), each.scrollLeft, each.scrollTop]);
    const [x, y] = [window.scrollX, window.scrollY];
    main.replaceChildren(...other.childNodes);
    for (const [where, open] of details) {
      const found = find(where, main);
      if (found) {
        found.open = open;
      }
    }
    for (const [where, left, top] of scrolled) {
      const found = find(where, main);
      if (found) {
        found.scrollLeft = left;
        found.scrollTop = top;
      }
    }
    const found = focus && find(focus, main);
    if (found) {
      found.focus({ preventScroll: true });
    }
    window.scrollTo(x, y);
  };

  const load = async () => {
    loading = true;
    const began = Date.now();
    let wait = RELOAD;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
      const main = document.querySelector("main");
      if (answer.redirected) {
        location.reload(); // the session has ended
      } else if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const other = page.querySelector("main");
        if (other && !isInUse(main)) {
          readVersions(page.body);
          replace(main, other);
        }
        wait = Math.max(INTERVAL, LOAD_FACTOR * (Date.now() - began));
      }
    } catch (unreachable) {
      // it is loaded again later
    } finally {
      loading = false;
      nextLoad = Date.now() + wait;
      check();
    }
  };

  // loads the page if it is old, at once or when it may
  const check = () => {
    clearTimeout(timer);
    if (loading || document.hidden || !source || !isOld()) {
      return;
    }
    const wait = nextLoad - Date.now();
    if (wait > 0) {
      timer = setTimeout(check, wait);
    } else if (isInUse(document.querySelector("main"))) {
      timer = setTimeout(check, INTERVAL);
    } else {
      load();
    }
  };

  const close = () => {
    clearTimeout(timer);
    if (source) {
      source.close();
      source = null;
    }
  };

  const connect = () => {
    close();
    source = new EventSource("/v1/events");
    for (const name of shown.keys()) {
      source.addEventListener(name, (event) => {
        current.set(name, event.data);
        if (shown.get(name) === undefined) {
          shown.set(name, event.data);
        }
        check();
      });
    }
    source.addEventListener("error", () => {
      if (source && source.readyState === EventSource.CLOSED) {
        close();
        timer = setTimeout(follow, RECONNECT);
      }
    });
  };

  // the server sends the current versions when a client connects, so nothing is missed while hidden
  const follow = () => {
    if (document.hidden) {
      close();
    } else if (!source) {
      connect();
    }
  };

  readVersions(document.body);
  if (shown.size > 0) {
    document.addEventListener("visibilitychange", follow);
    window.addEventListener("pagehide", close);
    window.addEventListener("pageshow", follow);
    follow();
  }
})();
