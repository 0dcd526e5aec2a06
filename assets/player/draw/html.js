// HTML elements, made in one line.

/**
 * Make an element of a class, with a text.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, className = "", text = "") {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

/** Make a button. @param {() => void} action */
export function button(className = "", text = "", action = () => {}) {
  const node = element("button", className, text);
  node.type = "button";
  node.addEventListener("click", action);
  return node;
}

/** Whether a button is pressed. @param {Element} node @param {boolean} pressed */
export function press(node, pressed) {
  node.setAttribute("aria-pressed", String(pressed));
}

/** A colour of the theme that holds in a place, as the style sheet has it now. @param {Element} host */
export function coloursOf(host) {
  const style = getComputedStyle(host);
  return (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
}
