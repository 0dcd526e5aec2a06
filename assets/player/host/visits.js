// Whether somebody comes for the first time, by a link that says nothing. Only this browser knows.

const SEEN = "momentum-seen";

/** Whether nobody has opened the page in this browser before; from now on somebody has. */
function first() {
  try {
    const before = localStorage.getItem(SEEN);
    localStorage.setItem(SEEN, "1");
    return before === null;
  } catch {
    // What can't be remembered would be said again and again.
    return false;
  }
}

/** Whether a visitor is to be greeted. @param {string[]} parameters all names that a link may have */
export function newcomer(parameters) {
  const { searchParams } = new URL(location.href);
  const bare = ![...parameters, "embed"].some((name) => searchParams.has(name));
  return first() && bare;
}

/** The still that the first HTML brought has done its work (assets/first.js). */
export function unveil() {
  dispatchEvent(new Event("momentum-begun"));
}
