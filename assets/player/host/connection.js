// A server that can't be reached: the player goes on by itself, and tells all when it is back.
import { busy, connection, online } from "./page.js";

/** @import { Conversation } from "../conversation.js" */

/** A line that is back has to stay for so many milliseconds. */
const RETURN = 400;
/** How often, and how many times, it is looked whether the server has answered. */
const LOOK = 20,
  LOOKS = 200;

/** @param {() => Conversation | undefined} talk the player's @param {() => void} speak tells the server an empty message */
export function watchConnection(talk, speak) {
  const app = connection();
  let later = 0;
  const tell = () => {
    clearTimeout(later);
    if (!online()) talk()?.setOffline(true);
    else if (talk()?.offline) later = setTimeout(wake, RETURN);
  };
  // The server may have forgotten the session. Then the first message starts a new one and is
  // itself lost, so that message is an empty one, and the player speaks after its answer.
  const wake = () => {
    speak();
    let ran = false,
      looks = 0;
    const look = () => {
      const running = busy();
      ran ||= running;
      looks += 1;
      if ((ran || looks > LOOKS) && !running) talk()?.setOffline(false);
      else later = setTimeout(look, LOOK);
    };
    look();
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
