(given) => {
  document.documentElement.lang = given.lang;
  document.cookie = given.cookie;
  const patterns = given.patterns.map(([from, to]) => [new RegExp(from), to]);
  window.sixingTranslate = given.chinese;

  const translated = (text) => {
    const key = text.trim();
    if (!key) return null;
    if (Object.hasOwn(given.exact, key)) return text.replace(key, given.exact[key]);
    for (const [from, to] of patterns) if (from.test(key)) return key.replace(from, to);
    return null;
  };
  // What people wrote is left alone, and the names of icons; only Streamlit's own words are touched.
  const ours = (node) => {
    const parent = node.parentElement;
    return parent && !parent.closest("[data-testid=stFileUploaderDropzone]")
      && parent.closest("[data-testid=stMarkdownContainer],[data-testid=stIconMaterial],[data-testid=stHtml],textarea,[contenteditable],pre,code");
  };
  const visit = (node) => {
    if (!window.sixingTranslate) return;
    if (node.nodeType === Node.TEXT_NODE) {
      const text = ours(node) ? null : translated(node.data);
      if (text !== null && text !== node.data) node.data = text;
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      for (const name of ["placeholder", "title", "aria-label"]) {
        const text = node.hasAttribute(name) ? translated(node.getAttribute(name)) : null;
        if (text !== null && text !== node.getAttribute(name)) node.setAttribute(name, text);
      }
      node.childNodes.forEach(visit);
    }
  };
  // The next step of a task begins at the top of the page, wherever the last one was left.
  const follow = () => {
    const step = document.querySelector("[data-step]")?.dataset.step;
    if (step && window.sixingStep && step !== window.sixingStep) document.querySelector("[data-testid=stMain]").scrollTo(0, 0);
    window.sixingStep = step;
  };
  visit(document.body);
  if (window.sixingObserver) return;
  window.sixingObserver = new MutationObserver((changes) => {
    changes.forEach((change) => change.type === "childList" ? change.addedNodes.forEach(visit) : visit(change.target));
    follow();
  });
  window.sixingObserver.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true,
    attributeFilter: ["placeholder", "title", "aria-label"],
  });
}
