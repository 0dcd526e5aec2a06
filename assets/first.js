// In the first HTML itself: whom it greets, and that it goes when the page has something to say.
(() => {
  const first = document.getElementById("first");
  try {
    if (first.matches(".bare") && localStorage.getItem("momentum-seen") === null) first.classList.add("new");
  } catch {}
  const gone = () => {
    watch.disconnect();
    // Once the page has laid itself out around its first picture.
    requestAnimationFrame(() => requestAnimationFrame(() => first.remove()));
  };
  const says = "[role=dialog], [role=alert], [data-testid=stException], [data-testid=stConnectionError]";
  const watch = new MutationObserver(() => document.querySelector(says) && gone());
  watch.observe(document.body, { childList: true, subtree: true });
  addEventListener("momentum-begun", gone, { once: true });
})();
