// The way past the page's own controls: the first that Tab comes to.
import { element } from "../draw/html.js";

/** @param {string} text @param {() => HTMLElement | undefined} stage where it leads */
export function skipLink(text, stage) {
  const link = element("a", "skip", text);
  link.href = "#stage";
  link.addEventListener("click", (event) => {
    event.preventDefault();
    stage()?.focus();
  });
  document.body.prepend(link);
}
