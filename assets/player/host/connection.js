// A server that can't be reached: the player goes on by itself, and tells all when it is back.
import { busy, connection, online, onRest } from "./page.js";

/** @import { Conversation } from "../conversation.js" */

/** A line that is back has to stay for so many milliseconds: that it stays is no event. */
const RETURN = 400;
/** A server that is back runs the whole page when it is spoken to, and the end of that run is news. But
 * a finger on one of the page's own widgets keeps back what is said to it until it is lifted: after so
 * many milliseconds the server counts as back all the same. */
const PATIENCE = 4000;

/** @param {() => Conversation | undefined} talk the player's @param {() => void} speak has the server run all of the page */
export function watchConnection(talk, speak) {
  const app = connection();
  let later = 0,
    leave = () => {};
  const tell = () => {
    clearTimeout(later);
    leave();
    if (!online()) talk()?.setOffline(true);
    else if (talk()?.offline) later = setTimeout(wake, RETURN);
  };
  // The server may have forgotten the session, or be another one. Then it has no part of the page
  // yet, and passes over whatever is said of one: so first all is run, and then the player speaks.
  const wake = () => {
    speak();
    const answered = () => {
      clearTimeout(later);
      leave();
      talk()?.setOffline(false);
    };
    leave = onRest(answered);
    later = setTimeout(() => {
      if (!busy()) answered();
    }, PATIENCE);
  };
  if (app) {
    new MutationObserver(tell).observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] });
  }
  // Streamlit's own dialog would cover a stage that still works.
  new MutationObserver(() => {
    const close = document.querySelector("[data-testid=stDialog] button[aria-label=Close]");
    if (!online() && close instanceof HTMLElement) close.click();
  }).observe(document.body, { childList: true });
  addEventListener("online", tell);
  addEventListener("offline", tell);
}
