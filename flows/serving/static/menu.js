// Our pages at the top of Prefect's menu, and where its forms lead. Where it has another shape, it works as it is.
(() => {
  const entries = __ENTRIES__;

  const entry = ([href, title]) => {
    const link = document.createElement("a");
    link.href = href;
    link.className = "p-context-nav-item";
    link.dataset.spro = "";
    const words = document.createElement("span");
    words.textContent = title;
    link.append(words);
    return link;
  };

  const stand = () => {
    const menu = document.querySelector(".p-context-sidebar__body");
    if (menu && !menu.querySelector("[data-spro]")) menu.prepend(...entries.map(entry));
  };

  // The logo leads where « / » does, which is no affair of the console's own router.
  const leave = (event) => {
    const logo = event.target.closest?.('a[href="/"]');
    if (!logo) return;
    event.preventDefault();
    event.stopPropagation();
    location.assign("/");
  };

  // A form that was sent leads to its run: the list that Prefect shows then was read before there was one.
  const lead = ({ status, responseText }) => {
    if (status === 201) location.assign(`/runs/flow-run/${JSON.parse(responseText).id}`);
  };
  const ask = XMLHttpRequest.prototype.open;
  XMLHttpRequest.prototype.open = function (method, address, ...rest) {
    if (String(address).endsWith("/create_flow_run")) this.addEventListener("load", () => lead(this));
    return ask.call(this, method, address, ...rest);
  };

  new MutationObserver(stand).observe(document, { childList: true, subtree: true });
  document.addEventListener("click", leave, true);
})();
